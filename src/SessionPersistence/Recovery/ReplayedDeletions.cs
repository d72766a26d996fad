using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>The deletions that ledger and journal know, and what they say of the files that lie under the
/// names.</summary>
internal sealed class ReplayedDeletions(StoreContext store, ISessionObserver observer, DeletionLedgerFile ledger,
    DeletedFiles files, List<RecoveryFinding> findings)
{
    private readonly Dictionary<SessionId, List<DeletedSession>> _byId = [];

    /// <summary>Gets the sessions whose deletions are not finished.</summary>
    public IEnumerable<(SessionEntry Entry, IReadOnlyList<DeletedSession> Deletions)> Unfinished =>
        from deleted in _byId
        let unfinished = deleted.Value.Where(d => !ledger.IsDurable(d.SessionId, d.Life)).ToList()
        where unfinished.Count > 0
        select (EntryOf(deleted.Key), (IReadOnlyList<DeletedSession>)unfinished);

    /// <summary>Whether any life of an id was deleted.</summary>
    public bool Has(SessionId id) => _byId.ContainsKey(id);

    /// <summary>Takes note of a deletion.</summary>
    public void Add(DeletedSession deletion)
    {
        if (!_byId.TryGetValue(deletion.SessionId, out var deleted)) _byId[deletion.SessionId] = deleted = [];
        if (deleted.All(d => d.Life != deletion.Life)) deleted.Add(deletion);
        EntryOf(deletion.SessionId).DeadLives.Add(deletion.Life);
    }

    /// <summary>Whether a file is none of a session that lives, because the session was deleted.</summary>
    /// <param name="id">The session.</param>
    /// <param name="head">What the file says; <see langword="null"/> when it cannot be read.</param>
    /// <param name="isAlive">Whether another life of the id is known.</param>
    public bool IsLeft(SessionId id, SessionHead? head, bool isAlive)
    {
        if (!_byId.TryGetValue(id, out var deleted)) return false;

        // The document of another session makes no new life of this one.
        var isNamed = head is { Life: not null, ForeignSessionId: null };
        var isDead = head?.Life is { } life && deleted.Any(d => d.Life == life);
        return isDead || (!isNamed && !isAlive);
    }

    /// <summary>Says so of the backups of sessions that are gone and that no deletion names.</summary>
    /// <param name="backups">The backups.</param>
    /// <param name="hasBackup">Whether the directory has one of a session.</param>
    public void AddLeftBackups(BackupGenerations backups, Func<SessionId, bool> hasBackup)
    {
        foreach (var id in _byId.Keys.Where(hasBackup).Order())
        {
            if (EntryOf(id) is not { Visible: null, Fault: null }) continue;

            var named = NamedOf(id);
            foreach (var name in backups.NamesOf(id).Where(name => !named.Contains(store.Directory.PathOf(name))))
                AddLeft(id, name);
        }
    }

    private HashSet<string> NamedOf(SessionId id)
    {
        try
        {
            return [.. _byId[id].Where(d => !ledger.IsDurable(id, d.Life)).SelectMany(files.FindNamed)];
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // Nobody knows which they are: all of them are told.
            return [];
        }
    }

    /// <summary>Says of a file that no deletion names it.</summary>
    public void AddLeft(SessionId id, string name) =>
        findings.Add(new(FindingKinds.DeletedSessionFile, FindingCategory.UnsafeToRepair,
            "The session was deleted, but a file of its name is there that the deletion does not name: somebody put it "
            + "there since, or changed it, its owner or its rights. It is not shown and not touched. Remove it, or "
            + $"make a session of it by `session-persistence undelete {id}` or DeletionLedger.RestoreAsync.")
        { SessionId = id, Path = name });

    /// <summary>Whether a deletion that is not finished names the file of an id: it goes with that, whatever it
    /// is.</summary>
    public bool IsNamed(SessionId id)
    {
        if (!_byId.TryGetValue(id, out var deleted)) return false;

        try
        {
            return deleted.Any(d => !ledger.IsDurable(id, d.Life) && files.IsDocumentNamed(d));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // Whoever reads it finds that out.
            return false;
        }
    }

    private SessionEntry EntryOf(SessionId id) => store.Catalog.GetOrAdd(id, observer);
}
