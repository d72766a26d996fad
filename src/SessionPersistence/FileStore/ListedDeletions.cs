using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Shows deletions to people: with whether there is something to undelete.</summary>
internal sealed class ListedDeletions(
    StoreContext store,
    DeletionLedgerFile ledger,
    DeletedFiles files,
    BackupGenerations backups,
    KeptCopies kept)
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
                CanRestore = IsKept(deletion) || (last.Contains(deletion) && FindLeftover(deletion) is not null),
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

    /// <summary>Finds a file that somebody put under a name of a session that is gone: one that its deletion does not
    /// name. Its own name comes first, then those of its backups, the most valuable first.</summary>
    /// <returns>Its path, or <see langword="null"/>.</returns>
    public string? FindLeftover(DeletedSession deletion)
    {
        if (store.Catalog.TryFind(deletion.SessionId, out var entry))
        {
            lock (entry.Gate)
            {
                if (entry is not { Pending: null, Visible: null, Fault: null }) return null;
            }
        }

        try
        {
            HashSet<string> named = ledger.IsDurable(deletion.SessionId, deletion.Life)
                ? []
                : [.. files.FindNamed(deletion)];
            return PathsOf(deletion.SessionId).FirstOrDefault(path => !named.Contains(path));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // Whoever restores it finds that out.
            return null;
        }
    }

    private IEnumerable<string> PathsOf(SessionId id)
    {
        if (store.Disk.FindEntry(store.DocumentPath(id)) is { Kind: FileSystemEntryKind.File })
            yield return store.DocumentPath(id);

        foreach (var backup in backups.List(id).Where(backup => backup.IsReadable))
            yield return store.Directory.PathOf(backup.FileName);
    }
}
