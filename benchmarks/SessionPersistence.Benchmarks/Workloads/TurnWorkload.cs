using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>A turn begins and completes: in a short and in a long conversation, in a small and in a large
/// store.</summary>
internal sealed class TurnWorkload : IWorkload
{
    private const int ShortSession = 100;
    private const int LongSession = 10_000;
    private const int SmallStore = 10;
    private const int LargeStore = 10_000;

    public string Name => "turn";

    public string Description =>
        "Begins and completes turns in sessions of 100 and 10,000 messages, and in stores of 10 and 10,000 sessions.";

    public int DefaultRounds => 7;

    public async Task<Results> RunAsync(BenchmarkRun run)
    {
        var (shorter, longer) = (run.Settings.Scaled(ShortSession), run.Settings.Scaled(LongSession));
        var (smaller, larger) = (run.Settings.Scaled(SmallStore), run.Settings.Scaled(LargeStore));
        await using var sessions = await SessionSizes.PrepareAsync(run, shorter, longer);
        await using var stores = await StoreSizes.PrepareAsync(run, smaller, larger);
        var rewriting = new RewrittenSizes(run, shorter, longer);

        IReadOnlyList<Func<Task<(Sample Small, Sample Large)>>> duels = [sessions.RunAsync, stores.RunAsync,
            rewriting.RunAsync];
        await Rounds.WarmUpAsync(run, duels);
        var rounds = await Rounds.RunAsync(run, duels);
        return ResultsOf(
            new(rounds[0], $"session of {shorter:N0} messages", $"session of {longer:N0} messages"),
            new(rounds[1], $"store of {smaller:N0} sessions", $"store of {larger:N0} sessions"),
            new(rounds[2], $"session of {shorter:N0} messages", $"session of {longer:N0} messages"));
    }

    private static Results ResultsOf(DuelResult sessions, DuelResult stores, DuelResult rewriting) =>
        new(
            [
                new("Turns in a FileSessionStore", [.. sessions.Rows, .. stores.Rows]),
                new("Turns of a host that rewrites the document", rewriting.Rows),
            ],
            [
                new($"p50 in a {sessions.LargeName} ÷ {sessions.SmallName}", sessions.LargeToSmall, Goal.OfAtMost(1.2)),
                new($"p50 in a {stores.LargeName} ÷ {stores.SmallName}", stores.LargeToSmall, Goal.OfAtMost(1.1)),
                new($"{sessions.SmallName}: p50 of rewriting ÷ p50 of a turn",
                    Spread.OfRatios(rewriting.Small, sessions.Small, sample => sample.P50)),
                new($"{sessions.LargeName}: p50 of rewriting ÷ p50 of a turn",
                    Spread.OfRatios(rewriting.Large, sessions.Large, sample => sample.P50)),
            ]);
}
