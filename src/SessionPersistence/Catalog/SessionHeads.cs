using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>Reads the heads of documents that opening passed over because the index knew them, when somebody first
/// needs them.</summary>
internal sealed class SessionHeads(StoreContext store, IForeignWrites foreignWrites, ISessionObserver observer)
{
    /// <summary>Makes the entry of a session that the journal has nothing of. Reads the disk: under no gate.</summary>
    /// <returns>An entry with a head, or with the fault of a damaged document.</returns>
    /// <exception cref="StoreUnavailableException">The file cannot be read now, or is not there.</exception>
    public SessionEntry Read(SessionId id, IndexRow row)
    {
        var entry = new SessionEntry(id, observer);
        var (file, read) = ReadFile(id);
        if (file is { } found && read.Head is { } head && (IsPutBack(head, row) || !IsEarlier(head, row)))
        {
            if (IsPutBack(head, row)) entry.RestorePutBack(head, [], found, row.Revision);
            else entry.Restore(head, found, row);
            if (IsLost(head, row)) LostMessages.Tell(store, row.ToHead(id), head.MessageCount);
            return entry;
        }

        var fault = read.Fault?.OfSession() ?? SessionLoader.OtherRevision;
        if (fault.IsPassing) throw SessionLoader.Unread(store, id, fault);

        entry.RestoreFault(fault, row.Life, row.Revision, [], read.Known ?? row.ToHead(id));
        Log.DocumentUnreadable(store.Logger, id, fault.Detail);
        return entry;
    }

    // Somebody put an older file back: writing on would make final what it lacks.
    private static bool IsEarlier(SessionHead head, IndexRow row) =>
        head.Life is not null && head.Life == row.Life && head.Revision < row.Revision;

    private bool IsLost(SessionHead written, IndexRow row) =>
        written.Life is null && row.Life is { } life && written.MessageCount < row.MessageCount
            && !foreignWrites.SaysWhatIsMissing(written)
            && foreignWrites.Rebuild(written.Id, life, row.Revision) is null;

    private static bool IsPutBack(SessionHead head, IndexRow row) =>
        head.Generation is not null && head.Life is not null && head.Life == row.Life;

    /// <summary>Makes the entry of a session whose file is gone for good.</summary>
    public SessionEntry Gone(SessionId id, IndexRow row)
    {
        var entry = new SessionEntry(id, observer);
        entry.RestoreFault(SessionLoader.Removed, row.Life, row.Revision, [], row.ToHead(id));
        return entry;
    }

    private (FileSystemEntry? File, DocumentHeadResult Read) ReadFile(SessionId id)
    {
        var path = store.DocumentPath(id);
        try
        {
            // The name first: a file that takes it in between is not the one that is stamped, and the next look sees
            // that.
            return (store.Disk.FindEntry(path), store.Documents.ReadHead(path, id));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            return (null, DocumentHeadResult.Of(new DocumentFault(DocumentFaultKind.Unreadable, null, e.Message), 0));
        }
        catch (UnsupportedFormatException e)
        {
            return (null, DocumentHeadResult.Of(new DocumentFault(DocumentFaultKind.Newer, null, e.Message), 0));
        }
    }
}
