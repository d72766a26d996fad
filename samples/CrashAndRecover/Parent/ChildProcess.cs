using System.Diagnostics;
using System.Globalization;
using CrashAndRecover.Child;
using CrashAndRecover.Pipe;

namespace CrashAndRecover.Parent;

/// <summary>Starts this program again as the process that is killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(ChildOptions options)
    {
        var start = StartOfThisProgram();
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.ArgumentList.Add("child");
        Add(start, "--directory", options.Directory);
        Add(start, "--seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        Add(start, "--round", options.Round.ToString(CultureInfo.InvariantCulture));
        Add(start, "--sessions", options.Sessions.ToString(CultureInfo.InvariantCulture));
        if (options.Tiny) start.ArgumentList.Add("--tiny");
        if (options.OpenOnly) start.ArgumentList.Add("--open-only");
        return new(Process.Start(start)!);
    }

    /// <summary>Reads what the child reports until the pipe ends: everything that it wrote before it died.</summary>
    public async IAsyncEnumerable<Report> ReadAsync()
    {
        var cut = false;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (cut) throw new InvalidDataException("The child wrote a line that is no report.");
            if (ReportJson.Read(line) is { } report) yield return report;
            else cut = true;
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGKILL: no handler runs, no buffer is written.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // "dotnet run" starts an executable of our own; "dotnet CrashAndRecover.dll" and a test host are the dotnet
    // program.
    private static ProcessStartInfo StartOfThisProgram()
    {
        var assembly = typeof(ChildProcess).Assembly;
        var path = Environment.ProcessPath ?? "dotnet";
        var name = Path.GetFileNameWithoutExtension(path);
        if (name == assembly.GetName().Name) return new(path);

        return new(name == "dotnet" ? path : "dotnet") { ArgumentList = { "exec", assembly.Location } };
    }

    private static void Add(ProcessStartInfo start, string name, string value)
    {
        start.ArgumentList.Add(name);
        start.ArgumentList.Add(value);
    }
}
