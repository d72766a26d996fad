using System.CommandLine;
using System.Text;
using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;
using SessionPersistence.Benchmarks.Workloads;

namespace SessionPersistence.Benchmarks;

internal static class Program
{
    private const int CouldNotRun = 2;

    private static readonly IReadOnlyList<IWorkload> Workloads =
        [new JournalSeqWorkload(), new JournalThreadsWorkload(), new TurnWorkload(), new BuildWorkload()];

    public static Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return RunAsync(args, Console.Out, Console.Error, new(Console.Error, isWatched: !Console.IsErrorRedirected));
    }

    internal static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, RoundProgress progress)
    {
        var options = new CommandLineOptions();
        var root = new RootCommand("Measures SessionPersistence against what a host would write without it. Everything is flushed to a real disk.");
        options.AddTo(root);
        foreach (var workload in Workloads)
        {
            var command = new Command(workload.Name, workload.Description);
            command.SetAction(parsed => RunAsync(workload, options, parsed, output, error, progress));
            root.Add(command);
        }

        return root.Parse(args).InvokeAsync(new() { Output = output, Error = error });
    }

    private static async Task<int> RunAsync(
        IWorkload workload,
        CommandLineOptions options,
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        RoundProgress progress)
    {
        var settings = options.SettingsOf(parsed);
        using var folder = WorkFolder.Create(options.DirectoryOf(parsed));
        if (WhyNot(settings, folder) is { } reason)
        {
            error.WriteLine(reason);
            return CouldNotRun;
        }

        var run = new BenchmarkRun(settings, settings.Rounds ?? workload.DefaultRounds, folder, progress);
        var results = await workload.RunAsync(run);
        var report = new Report(workload.Name, Machine.Describe(folder.Path), settings, run.Rounds, results);
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
