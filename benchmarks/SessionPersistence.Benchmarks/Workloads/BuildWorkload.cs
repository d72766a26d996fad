using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>A conversation grows from nothing, turn by turn, every turn durable.</summary>
internal sealed class BuildWorkload : IWorkload
{
    private const int Medium = 1_000;
    private const int Large = 10_000;

    public string Name => "build";

    public string Description =>
        "Builds conversations of 1,000 and 10,000 messages turn by turn, and counts the bytes that are written.";

    public int DefaultRounds => 3;

    public async Task<Results> RunAsync(BenchmarkRun run)
    {
        var (medium, large) = (run.Settings.Scaled(Medium), run.Settings.Scaled(Large));
        await Rounds.WarmUpAsync(run, ContestantsFor(run, medium));
        var ofMedium = await MeasureAsync(run, medium, fewerBytes: Goal.OfAtLeast(70));
        var ofLarge = await MeasureAsync(run, large, fewerBytes: Goal.OfAtLeast(500));
        return new([.. ofMedium.Tables, .. ofLarge.Tables], [.. ofMedium.Figures, .. ofLarge.Figures]);
    }

    private static async Task<Results> MeasureAsync(BenchmarkRun run, int messages, Goal fewerBytes)
    {
        var rounds = await Rounds.RunAsync(run, ContestantsFor(run, messages));
        var (ours, rival) = (rounds[0], rounds[1]);
        return new(
            [new($"{messages:N0} messages, 2 a turn",
                [RowOf("FileSessionStore", ours, PartsOf(ours)), RowOf("document rewritten once a turn", rival)])],
            [
                new($"{messages:N0} messages: bytes of rewriting ÷ bytes of FileSessionStore",
                    Spread.OfRatios(rival, ours, build => build.Written.Total), fewerBytes),
                new($"{messages:N0} messages: time of rewriting ÷ time of FileSessionStore",
                    Spread.OfRatios(rival, ours, build => build.Seconds)),
            ]);
    }

    private static IReadOnlyList<Func<Task<BuildSample>>> ContestantsFor(BenchmarkRun run, int messages)
    {
        var text = SampleText.OfBytes(run.Settings.Size);
        return
        [
            () => Builder.WithStoreAsync(run.Folder.NewFolder("store"), messages, text, run.Cancellation),
            () => Task.FromResult(
                Builder.WithRewriting(run.Folder.NewFolder("rewritten"), messages, text, run.Cancellation)),
        ];
    }

    private static Row RowOf(string name, BuildSample[] builds, params IReadOnlyList<Measure> parts) =>
        new(name,
        [
            Measure.Of("seconds", builds, build => build.Seconds, "0.00"),
            Megabytes("MB written", builds, build => build.Written.Total),
            .. parts,
        ]);

    private static IReadOnlyList<Measure> PartsOf(BuildSample[] builds) =>
    [
        Megabytes("records MB", builds, build => build.Written.Records),
        Megabytes("line feeds MB", builds, build => build.Written.LineFeeds),
        Megabytes("documents MB", builds, build => build.Written.Documents),
        Megabytes("others MB", builds, build => build.Written.Others),
        Megabytes("at close MB", builds, build => build.WrittenAtClose.Total),
    ];

    private static Measure Megabytes(string name, BuildSample[] builds, Func<BuildSample, long> bytes) =>
        Measure.Of(name, builds, build => bytes(build) / 1e6, "N2");
}
