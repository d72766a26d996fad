using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>Turns in a store of few and in a store of many sessions; as many sessions are busy in both.</summary>
internal sealed class StoreSizes : IAsyncDisposable
{
    private const int BusySessions = 10;
    private const int TurnsOfRound = 100;
    private const int MessagesOfSession = 10;
    private const int Creators = 64;

    private readonly FileSessionStore _small;
    private readonly FileSessionStore _large;
    private readonly IReadOnlyList<SessionId> _busyOfSmall;
    private readonly IReadOnlyList<SessionId> _busyOfLarge;
    private readonly string _text;
    private readonly int _turnsOfRound;

    private StoreSizes(
        (FileSessionStore Store, IReadOnlyList<SessionId> Busy) small,
        (FileSessionStore Store, IReadOnlyList<SessionId> Busy) large,
        BenchmarkSettings settings)
    {
        ((_small, _busyOfSmall), (_large, _busyOfLarge)) = (small, large);
        _text = SampleText.OfBytes(settings.Size);
        _turnsOfRound = settings.Scaled(TurnsOfRound);
    }

    /// <summary>Makes the sessions, writes their documents, and opens the stores anew.</summary>
    public static async Task<StoreSizes> PrepareAsync(BenchmarkRun run, int smaller, int larger) =>
        new(await PrepareStoreAsync(run, smaller), await PrepareStoreAsync(run, larger), run.Settings);

    /// <summary>Takes the turns of one round.</summary>
    public Task<(Sample Small, Sample Large)> RunAsync() =>
        Duel.RunAsync(
            _turnsOfRound, i => TakeTurnAsync(_small, _busyOfSmall, i), i => TakeTurnAsync(_large, _busyOfLarge, i));

    public async ValueTask DisposeAsync()
    {
        await _small.DisposeAsync();
        await _large.DisposeAsync();
    }

    private ValueTask TakeTurnAsync(FileSessionStore store, IReadOnlyList<SessionId> busy, int number) =>
        new(store.TakeTurnAsync(busy[number % busy.Count], _text));

    private static async Task<(FileSessionStore Store, IReadOnlyList<SessionId> Busy)> PrepareStoreAsync(
        BenchmarkRun run, int sessions)
    {
        var options = new FileSessionStoreOptions { Directory = run.Folder.NewFolder($"store-of-{sessions}") };
        var text = SampleText.OfBytes(run.Settings.Size);
        var ids = new SessionId[sessions];
        await using (var store = new FileSessionStore(options))
        {
            await Parallel.ForAsync(
                0,
                sessions,
                new ParallelOptions { MaxDegreeOfParallelism = Creators, CancellationToken = run.Cancellation },
                async (i, _) => ids[i] = await store.CreateSessionAsync(MessagesOfSession, text));
        }

        var reopened = new FileSessionStore(options);
        await reopened.OpenAsync();
        var step = Math.Max(1, sessions / BusySessions);
        return (reopened, [.. ids.Where((_, i) => i % step == 0).Take(BusySessions)]);
    }
}
