using System.Diagnostics;
using System.Globalization;

namespace SessionPersistence.Tests.Processes;

/// <summary>Makes the flushes of a running process fail, by <c>strace</c>: the process sees what a failing device would
/// show it.</summary>
internal sealed class FlushFaults : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _tracer;

    private FlushFaults(Process tracer) => _tracer = tracer;

    /// <summary>Gets why that cannot be done here; <see langword="null"/> when it can.</summary>
    public static string? WhyUnavailable { get; } = FindWhyUnavailable();

    /// <summary>Fails flushes of file content from now on.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="which">Which of each thread, as <c>strace</c> has it: <c>1</c> for the first, <c>1+</c> for
    /// all.</param>
    public static async Task<FlushFaults> AttachAsync(int processId, string which)
    {
        var faults = new FlushFaults(Start(processId, which));
        await WaitUntilAttachedAsync(faults._tracer).WaitAsync(Patience);
        return faults;
    }

    /// <summary>Lets flushes pass again.</summary>
    public void Dispose()
    {
        if (!_tracer.HasExited) _tracer.Kill();
        _tracer.WaitForExit();
        _tracer.Dispose();
    }

    private static Process Start(int processId, string which)
    {
        string[] arguments =
        [
            "-f", "-p", processId.ToString(CultureInfo.InvariantCulture), "-o", "/dev/null",
            "-e", "trace=fdatasync", "-e", $"inject=fdatasync:error=EIO:when={which}",
        ];
        return Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!;
    }

    private static async Task WaitUntilAttachedAsync(Process tracer)
    {
        while (true)
        {
            var line = await tracer.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException("strace cannot attach.");
            if (!line.Contains("attached", StringComparison.Ordinal)) continue;

            // Nobody reads the rest, and the pipe must not fill.
            _ = tracer.StandardError.ReadToEndAsync();
            return;
        }
    }

    private static string? FindWhyUnavailable()
    {
        if (!OperatingSystem.IsLinux()) return "Needs strace, and fdatasync.";

        try
        {
            using var target = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
            try
            {
                using var tracer = Start(target.Id, "1");
                WaitUntilAttachedAsync(tracer).Wait(Patience);
                tracer.Kill();
                tracer.WaitForExit();
                return null;
            }
            finally
            {
                target.Kill();
                target.WaitForExit();
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException
            or AggregateException)
        {
            return $"Needs strace, allowed to attach to a process: {e.GetBaseException().Message}";
        }
    }
}
