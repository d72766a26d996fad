using System.Diagnostics;
using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>A database has sessions whose documents are gone: all of them are made again, every one durable.</summary>
internal sealed class MaterialiseWorkload : IWorkload
{
    private const int Messages = 50;

    public string Name => "materialise";

    public string Description => "Makes the documents of 1,000 sessions of 50 messages that only a database has.";

    public int DefaultRounds => 7;

    public async Task<Results> RunAsync(BenchmarkRun run)
    {
        var sessions = run.Settings.Scaled(1_000);
        var database = Path.Join(run.Folder.NewFolder("database"), "state.db");
        HostDatabase.Create(database, sessions, Messages, SampleText.OfBytes(run.Settings.Size));
        IReadOnlyList<Func<Task<double>>> contestants =
        [
            () => SecondsOfAsync(
                sessions, () => ReconcileAsync(run.Folder.NewFolder("reconciled"), database, run.Cancellation)),
            () => SecondsOfAsync(sessions,
                () => Task.FromResult(new DocumentsOneByOne(run.Folder.NewFolder("one-by-one"), database).Make())),
        ];
        await Rounds.WarmUpAsync(run, contestants);
        var rounds = await Rounds.RunAsync(run, contestants);
        return new(
            [new($"{sessions:N0} sessions of {Messages} messages", [RowOf("StateDbReconciler", rounds[0], sessions),
                RowOf("one document after the other", rounds[1], sessions)])],
            [new("time of one after the other ÷ time of StateDbReconciler",
                Spread.OfRatios(rounds[1], rounds[0], seconds => seconds), Goal.OfAtLeast(3.5))]);
    }

    private static async Task<int> ReconcileAsync(string directory, string database, CancellationToken cancellation)
    {
        var made = 0;
        var reconciler = new StateDbReconciler(directory, new SqliteStateDb(database));
        await foreach (var outcome in reconciler.ReconcileAsync(cancellation))
        {
            if (outcome.Kind == StateDbOutcomeKind.Materialised) made++;
        }

        return made;
    }

    private static async Task<double> SecondsOfAsync(int sessions, Func<Task<int>> make)
    {
        var start = Stopwatch.GetTimestamp();
        var made = await make();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return made == sessions
            ? seconds
            : throw new InvalidOperationException($"{made} documents were made of {sessions}.");
    }

    private static Row RowOf(string name, double[] rounds, int sessions) =>
        new(name, [Measure.Of("seconds", rounds, seconds => seconds, "0.00"),
            Measure.Of("documents/s", rounds, seconds => sessions / seconds)]);
}
