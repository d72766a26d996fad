using System.Collections.Concurrent;
using SessionPersistence.Catalog;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>The sessions whose files could not be read when the store was opened, or were not there. The next call that
/// is about one looks again, once.</summary>
/// <param name="store">The store.</param>
/// <param name="replay">Reads them.</param>
/// <param name="opening">Puts them in order then; <see langword="null"/> in a store that only reads.</param>
internal sealed class DelayedSessions(StoreContext store, StoreReplay replay, StoreOpening? opening)
{
    private readonly ConcurrentDictionary<SessionId, byte> _waiting = new(
        replay.Delayed.Concat(opening?.Delayed ?? []).Distinct().Select(id => KeyValuePair.Create(id, (byte)0)));

    private SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Looks again at the file of a session, if it could not be read, or was not there.</summary>
    /// <exception cref="StoreUnavailableException">It still cannot be read, or that was all that was wrong with it and
    /// it is not there.</exception>
    public Task LookAgainAsync(SessionId id, CancellationToken cancellationToken) =>
        _waiting.ContainsKey(id) ? LookAsync(id, cancellationToken) : Task.CompletedTask;

    private async Task LookAsync(SessionId id, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_waiting.ContainsKey(id) || !replay.IsBack(id)) return;

            var unflushed = replay.ReplayAgain(id);
            if (opening is not null && store.Catalog.TryFind(id, out var entry))
            {
                await opening.FinishAsync(entry, unflushed).ConfigureAwait(false);
                if (opening.Delayed.Contains(id)) return;
            }

            _waiting.TryRemove(id, out _);
        }
        finally
        {
            Gate.Release();
        }
    }
}
