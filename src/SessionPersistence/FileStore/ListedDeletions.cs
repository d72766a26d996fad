using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Shows deletions to people: with whether there is something to undelete.</summary>
internal sealed class ListedDeletions(
    StoreContext store, DeletionLedgerFile ledger, DeletedFiles files, KeptCopies kept)
{
    /// <summary>Returns deletions as people see them.</summary>
    /// <param name="deletions">All deletions of the sessions, in the order that they are shown in.</param>
    public IReadOnlyList<DeletedSession> Of(IReadOnlyList<DeletedSession> deletions)
    {
        var last = deletions.GroupBy(deletion => deletion.SessionId).Select(group => group.Last()).ToHashSet();
        return
        [
            .. deletions.Select(deletion => deletion with
            {
                CanRestore = IsKept(deletion) || (last.Contains(deletion) && HasLeftover(deletion)),
                Files = null,
                FileLength = null,
                FileCrc = null,
            }),
        ];
    }

    /// <summary>Whether the copy is there that a deletion kept, and its time is not over.</summary>
    public bool IsKept(DeletedSession deletion) =>
        deletion.KeptUntil is { } until && !(store.Clock.Now >= until)
            && kept.Has(deletion.SessionId, deletion.Life);

    /// <summary>Whether somebody put a file under the name of a session that is gone: one that its deletion does not
    /// name.</summary>
    public bool HasLeftover(DeletedSession deletion)
    {
        if (store.Catalog.TryFind(deletion.SessionId, out var entry))
        {
            lock (entry.Gate)
            {
                if (entry is not { Pending: null, Visible: null, Fault: null }) return false;
            }
        }

        try
        {
            return store.Disk.FindEntry(store.DocumentPath(deletion.SessionId)) is { Kind: FileSystemEntryKind.File }
                && (ledger.IsDurable(deletion.SessionId, deletion.Life) || !files.IsDocumentNamed(deletion));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // Whoever restores it finds that out.
            return false;
        }
    }
}
