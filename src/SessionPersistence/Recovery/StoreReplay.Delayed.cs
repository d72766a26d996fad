using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

internal sealed partial class StoreReplay
{
    /// <summary>Gets the sessions whose files could not be read, and without which nobody knows what they
    /// are.</summary>
    public IReadOnlyCollection<SessionId> Delayed => _delayed.Keys;

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
