using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>Reads the heads of documents that opening passed over because the index knew them, when somebody first
/// needs them.</summary>
internal sealed class SessionHeads(StoreContext store, ISessionObserver observer)
{
    /// <summary>Makes the entry of a session that the journal has nothing of. Reads the disk: under no gate.</summary>
    /// <returns>An entry with a head, or with the fault of a document that cannot be read.</returns>
    public SessionEntry Read(SessionId id, IndexRow row)
    {
        var entry = new SessionEntry(id, observer);
        var (file, read) = ReadFile(id);
        if (file is { } found && read.Head is { } head && (IsPutBack(head, row) || !IsEarlier(head, row)))
        {
            if (IsPutBack(head, row)) entry.RestorePutBack(head, [], found, row.Revision);
            else entry.Restore(head, found, row);
            return entry;
        }

        var fault = FaultOf(read);
        entry.RestoreFault(fault, row.Life, row.Revision, []);
        Log.DocumentUnreadable(store.Logger, id, fault.Detail);
        return entry;
    }

    // Somebody put an older file back: writing on would make final what it lacks.
    private static bool IsEarlier(SessionHead head, IndexRow row) =>
        head.Life is not null && head.Life == row.Life && head.Revision < row.Revision;

    private static bool IsPutBack(SessionHead head, IndexRow row) =>
        head.Generation is not null && head.Life is not null && head.Life == row.Life;

    private static DocumentFault FaultOf(DocumentHeadResult read) => read switch
    {
        // A file that went away since opening is no other than one that was damaged: the session was there.
        { Fault.Kind: DocumentFaultKind.Missing } => Gone,
        { Fault: { } fault } => fault.OfSession(),
        _ => SessionLoader.OtherRevision,
    };

    private static DocumentFault Gone { get; } = new(
        DocumentFaultKind.Damaged, null, "The file was removed by another program.");

    private (FileSystemEntry? File, DocumentHeadResult Read) ReadFile(SessionId id)
    {
        var path = store.DocumentPath(id);
        try
        {
            // The name first: a file that takes it in between is not the one that is stamped, and the next look sees
            // that.
            return (store.Disk.FindEntry(path), store.Documents.ReadHead(path, id));
        }
        catch (Exception e) when (DiskFault.Is(e) || e is UnsupportedFormatException)
        {
            return (null, DocumentHeadResult.Of(new DocumentFault(DocumentFaultKind.Unreadable, null, e.Message), 0));
        }
    }
}
