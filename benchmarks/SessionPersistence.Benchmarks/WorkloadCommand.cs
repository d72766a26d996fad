using System.CommandLine;
using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;
using SessionPersistence.Benchmarks.Workloads;

namespace SessionPersistence.Benchmarks;

/// <summary>Runs one workload and prints what it found.</summary>
internal sealed class WorkloadCommand(
    IWorkload workload,
    CommandLineOptions options,
    TextWriter output,
    TextWriter error,
    RoundProgress progress)
{
    private const int CouldNotRun = 2;

    public Command ToCommand()
    {
        var command = new Command(workload.Name, workload.Description);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = options.SettingsOf(parsed);
        using var folder = WorkFolder.Create(options.DirectoryOf(parsed));
        if (WhyNot(settings, folder) is { } reason)
        {
            error.WriteLine(reason);
            return CouldNotRun;
        }

        var rounds = settings.Rounds ?? workload.DefaultRounds;
        var results = await workload.RunAsync(new(settings, rounds, folder, progress, cancellation));
        var report = new Report(workload.Name, Machine.Describe(folder.Path), settings, rounds, results);
        if (options.WantsJson(parsed)) ReportJson.Print(report, output);
        else ReportText.Print(report, output);
        return 0;
    }

    private static string? WhyNot(BenchmarkSettings settings, WorkFolder folder)
    {
        if (!OperatingSystem.IsLinux()) return "The rivals are made of system calls of Linux.";

        var isMeasurement = settings.Scale == 1;
        return isMeasurement && MountPoint.Of(folder.Path).IsMemory
            ? $"{folder.Path} is in memory: no flush costs anything there. Name a directory on a disk with --directory."
            : null;
    }
}
