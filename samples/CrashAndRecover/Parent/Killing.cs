using System.Diagnostics;
using CrashAndRecover.Child;
using CrashAndRecover.Oracle;
using CrashAndRecover.Pipe;

namespace CrashAndRecover.Parent;

/// <summary>Lets a child work and kills it at a random moment.</summary>
internal sealed class Killing(Random random)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>Kills a child that works, once it has reported a random number of acknowledgements.</summary>
    public Task WorkingAsync(ChildOptions options, SessionOracle oracle) =>
        RunAsync(options, oracle, ReportKind.Acknowledged, random.Next(1, 250), Delay(3));

    /// <summary>Kills a child while it opens the store, or soon after.</summary>
    public Task OpeningAsync(ChildOptions options, SessionOracle oracle) =>
        RunAsync(options, oracle, ReportKind.Opening, 1, Delay(60));

    private static async Task RunAsync(
        ChildOptions options, SessionOracle oracle, ReportKind counted, int count, TimeSpan delay)
    {
        using var child = ChildProcess.Start(options);
        await using var patience = new Timer(_ => Hung(child, oracle), null, _patience, Timeout.InfiniteTimeSpan);
        Task? kill = null;
        await foreach (var report in child.ReadAsync())
        {
            lock (oracle) oracle.Hear(report);
            if (report.Kind == counted && --count == 0) kill = Task.Run(() => KillAfter(child, delay));
        }

        if (kill is not null) await kill;
        else lock (oracle) oracle.Hear(new(ReportKind.Failed, Text: "The child ended before it was killed."));
    }

    private static void Hung(ChildProcess child, SessionOracle oracle)
    {
        lock (oracle) oracle.Hear(new(ReportKind.Failed, Text: $"The child was too slow: {_patience.TotalSeconds} s."));
        child.Kill();
    }

    // A timer is too coarse: most calls take less than its millisecond.
    private static void KillAfter(ChildProcess child, TimeSpan delay)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < delay) Thread.SpinWait(20);
        child.Kill();
    }

    private TimeSpan Delay(int maxMilliseconds) => TimeSpan.FromMilliseconds(random.NextDouble() * maxMilliseconds);
}
