using System.CommandLine;
using System.Text;
using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Workloads;

namespace SessionPersistence.Benchmarks;

internal static class Program
{
    private static readonly IReadOnlyList<IWorkload> Workloads =
        [new JournalSeqWorkload(), new JournalThreadsWorkload(), new TurnWorkload(), new BuildWorkload(),
            new AuditWorkload(), new MaterialiseWorkload()];

    // Who interrupts a run waits for the end of an operation, and finds no files left.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromMinutes(1);

    public static Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return RunAsync(args, Console.Out, Console.Error, new(Console.Error, isWatched: !Console.IsErrorRedirected));
    }

    internal static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, RoundProgress progress)
    {
        var options = new CommandLineOptions();
        var root = new RootCommand("Measures SessionPersistence against what a host would write without it. Everything "
            + "is flushed to a real disk.");
        options.AddTo(root);
        foreach (var workload in Workloads)
            root.Add(new WorkloadCommand(workload, options, output, error, progress).ToCommand());
        return root.Parse(args)
            .InvokeAsync(new() { Output = output, Error = error, ProcessTerminationTimeout = TerminationTimeout });
    }
}
