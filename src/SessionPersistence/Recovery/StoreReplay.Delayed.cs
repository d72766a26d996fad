using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

internal sealed partial class StoreReplay
{
    private readonly Dictionary<SessionId, int> _gone = [];

    /// <summary>Gets the sessions whose files could not be read, or are not there, and without which nobody knows what
    /// they are.</summary>
    public IReadOnlyCollection<SessionId> Delayed => _delayed.Keys;

    /// <summary>Whether there is something to read of a session by now: a file that was gone may be back.</summary>
    /// <exception cref="StoreUnavailableException">That cannot be seen.</exception>
    public bool IsBack(SessionId id) =>
        !_gone.TryGetValue(id, out var deaths) || (!IsTaken(id, deaths) && FindFile(id) is not null);

    /// <summary>Replays a session again whose file could not be read.</summary>
    /// <returns>Its records that nothing says were flushed, but that were used.</returns>
    /// <exception cref="StoreUnavailableException">It still cannot, or is not there.</exception>
    public IReadOnlyList<(SessionEntry Entry, JournalRecord Record)> ReplayAgain(SessionId id)
    {
        if (!_delayed.TryGetValue(id, out var logs)) return [];

        var entry = EntryOf(id);
        var before = entry.Fault;
        if (FindFile(id) is not { } file) throw SessionLoader.Unread(store, id, SessionLoader.Removed);

        Unflushed.Clear();
        ReplaySession(id, file, logs);
        if (ReferenceEquals(entry.Fault, before)) entry.Fault = null;
        else if (entry.Fault is { Kind: DocumentFaultKind.Unreadable } fault)
            throw SessionLoader.Unread(store, id, fault);

        _delayed.Remove(id);
        store.Catalog.Moved(entry);
        return [.. Unflushed];
    }

    // Told as missing; a disk that was not mounted may bring the file back.
    private void NoteGone(ILookup<SessionId, LifeLog> alive)
    {
        var unexplained = index.Ids.Where(text => SessionId.TryParse(text, out _)).Select(SessionId.Parse)
            .Where(id => !_documents.ContainsKey(id) && !_obstructed.Contains(id) && !IsDeleted(id)
                && !_journaled.Contains(id) && !IsTombstoned(id));
        var tails = alive.Select(logs => logs.Key)
            .Where(id => EntryOf(id).Fault is { Kind: DocumentFaultKind.Missing });
        foreach (var id in unexplained.Concat(tails))
        {
            _gone[id] = EntryOf(id).DeadLives.Count;
            _delayed[id] = [.. alive[id]];
        }
    }

    // Made anew since, or deleted.
    private bool IsTaken(SessionId id, int deaths)
    {
        if (!store.Catalog.TryFind(id, out var entry)) return false;

        lock (entry.Gate)
            return entry.Pending is not null || entry.Visible is not null || entry.DeadLives.Count > deaths;
    }

    private FileSystemEntry? FindFile(SessionId id)
    {
        try
        {
            return store.Disk.FindEntry(store.DocumentPath(id));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw SessionLoader.Unread(store, id, new(DocumentFaultKind.Unreadable, null, e.Message));
        }
    }
}
