using System.Diagnostics;
using System.Globalization;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Processes;

/// <summary>A process of its own that has a store open; it ends with the test.</summary>
internal sealed class HostProcess : IDisposable
{
    // Only a test that fails waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Gets what the process said of its opening.</summary>
    public required string Opening { get; init; }

    public static async Task<HostProcess> StartAsync(TempFolder folder, StoreAccess access = StoreAccess.ReadWrite)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "SessionPersistence.TestHost.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", program, folder.Root, $"{access}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        return new(process) { Opening = await ReadAsync(process) };
    }

    /// <summary>Gives a command and waits for its answer.</summary>
    public async Task<string> AskAsync(string command)
    {
        await SayAsync(command);
        return await ReadAsync(_process);
    }

    /// <summary>Has the process close its store.</summary>
    public async Task ExitAsync()
    {
        await SayAsync("exit");
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Ends the process as a crash would: it runs no line any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public override string ToString() => _process.Id.ToString(CultureInfo.InvariantCulture);

    private async Task SayAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    private static async Task<string> ReadAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException("The process ended without an answer.");
}
