using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>Turns in short and in long sessions of one store.</summary>
/// <remarks>Each round has sessions of its own, and each session takes few turns: a short one must not grow long
/// meanwhile.</remarks>
internal sealed class SessionSizes : IAsyncDisposable
{
    private const int PairsOfRound = 4;
    private const int TurnsOfPair = 25;

    private readonly FileSessionStore _store;
    private readonly Queue<(SessionId Short, SessionId Long)> _pairs;
    private readonly string _text;
    private readonly int _turnsOfPair;

    private SessionSizes(
        FileSessionStore store, IEnumerable<(SessionId Short, SessionId Long)> pairs, BenchmarkSettings settings)
    {
        (_store, _pairs) = (store, new(pairs));
        _text = SampleText.OfBytes(settings.Size);
        _turnsOfPair = settings.Scaled(TurnsOfPair);
    }

    /// <summary>Makes the sessions, writes their documents, and opens the store anew.</summary>
    public static async Task<SessionSizes> PrepareAsync(BenchmarkRun run, int shorter, int longer)
    {
        var options = new FileSessionStoreOptions { Directory = run.Folder.NewFolder("session-sizes") };
        var text = SampleText.OfBytes(run.Settings.Size);
        var pairs = new List<(SessionId, SessionId)>();
        await using (var store = new FileSessionStore(options))
        {
            for (var i = 0; i < PairsOfRound * (run.Rounds + 1); i++)
            {
                run.Cancellation.ThrowIfCancellationRequested();
                pairs.Add(
                    (await store.CreateSessionAsync(shorter, text), await store.CreateSessionAsync(longer, text)));
            }
        }

        var reopened = new FileSessionStore(options);
        await reopened.OpenAsync();
        return new(reopened, pairs, run.Settings);
    }

    /// <summary>Takes the turns of one round.</summary>
    public async Task<(Sample Short, Sample Long)> RunAsync()
    {
        var pairs = Enumerable.Range(0, PairsOfRound).Select(_ => _pairs.Dequeue()).ToArray();
        foreach (var (shorter, longer) in pairs)
        {
            // The first touch of a session reads its document's head.
            await TakeTurnAsync(shorter);
            await TakeTurnAsync(longer);
        }

        return await Duel.RunAsync(
            PairsOfRound * _turnsOfPair,
            i => TakeTurnAsync(pairs[i / _turnsOfPair].Short),
            i => TakeTurnAsync(pairs[i / _turnsOfPair].Long));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private ValueTask TakeTurnAsync(SessionId session) => new(_store.TakeTurnAsync(session, _text));
}
