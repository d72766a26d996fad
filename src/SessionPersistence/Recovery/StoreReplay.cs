using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>Fills the catalogue with what documents, journal and ledger say together. Writes nothing.</summary>
internal sealed class StoreReplay(
    StoreContext store,
    ISessionObserver observer,
    DeletionLedgerFile ledger,
    ShardUsage usage,
    Deletions deletions,
    List<RecoveryFinding> findings)
{
    private readonly Dictionary<SessionId, List<DeletedSession>> _deleted = [];

    /// <summary>Gets the records that nothing says were flushed, but that the replay used.</summary>
    public List<(SessionEntry Entry, JournalRecord Record)> Unflushed { get; } = [];

    /// <summary>Gets the sessions whose deletions are not finished.</summary>
    public IEnumerable<(SessionEntry Entry, IReadOnlyList<DeletedSession> Deletions)> UnfinishedDeletions =>
        from deleted in _deleted
        let unfinished = deleted.Value.Where(d => !ledger.IsDurable(d.SessionId, d.Life)).ToList()
        where unfinished.Count > 0
        select (EntryOf(deleted.Key), (IReadOnlyList<DeletedSession>)unfinished);

    /// <summary>Replays everything.</summary>
    public void Run(JournalReplay journal, StoreContents contents)
    {
        foreach (var offset in ledger.DamagedOffsets)
        {
            findings.Add(new(FindingKinds.LedgerDamaged, FindingCategory.UnsafeToRepair,
                "A line of the deletion ledger is damaged: which session it named is unknown. The line is kept.")
            { Path = DeletionLedgerFile.FileName, Offset = offset });
        }

        CollectDeletions(journal);
        var documents = contents.Documents.ToDictionary(d => d.Id, d => d.Entry);
        var alive = journal.Lives
            .Where(log => !EntryOf(log.Id).DeadLives.Contains(log.Life))
            .GroupBy(log => log.Id)
            .ToDictionary(group => group.Key, group => group.ToList());
        foreach (var id in documents.Keys.Concat(alive.Keys).Distinct().Order())
        {
            ReplaySession(id, documents.TryGetValue(id, out var file) ? file : null, alive.GetValueOrDefault(id) ?? []);
        }
    }

    private SessionEntry EntryOf(SessionId id) => store.Catalog.GetOrAdd(id, observer);

    private void CollectDeletions(JournalReplay journal)
    {
        foreach (var deletion in ledger.Deletions) AddDeletion(deletion);
        foreach (var log in journal.Lives)
        {
            var entry = EntryOf(log.Id);
            foreach (var write in log.Writes)
            {
                usage.Note(write.Shard.Name, entry, write.Record);
                if (write.Record.Event != JournalEvent.Deleted || IsNeverAcknowledged(write, log)) continue;

                AddDeletion(Deletions.Of(write.Record));
                if (write.IsUnflushed) Unflushed.Add((entry, write.Record));
            }

            foreach (var mark in log.Marks) usage.Note(mark.Shard.Name, entry, mark.Record);
        }
    }

    private void AddDeletion(DeletedSession deletion)
    {
        if (!_deleted.TryGetValue(deletion.SessionId, out var deleted)) _deleted[deletion.SessionId] = deleted = [];
        if (deleted.All(d => d.Life != deletion.Life)) deleted.Add(deletion);
        EntryOf(deletion.SessionId).DeadLives.Add(deletion.Life);
    }

    private void ReplaySession(SessionId id, Storage.FileSystemEntry? file, List<LifeLog> logs)
    {
        var entry = EntryOf(id);
        var read = file is null ? null : ReadHead(entry);
        if (file is not null && read is null) return;

        if (read?.Head is { } found && IsFileOfDeleted(id, found, logs.Count > 0)) read = null;

        // Of several lives that nobody ended, the document's own goes on; without it the one that the journal heard of last.
        var log = logs.Find(l => l.Life == read?.Head?.Life) ?? logs.MaxBy(l => l.Writes.LastOrDefault()?.Shard.Name.Sequence ?? 0);
        if (read is { Head: null } unreadable && !Rebuilds(log))
        {
            AddFault(entry, unreadable.Fault!, log);
            return;
        }

        var head = read?.Head;
        if (head?.ForeignSessionId is { } inside)
        {
            findings.Add(new(FindingKinds.SessionIdMismatch, FindingCategory.Ok,
                $"The file says that it is session {JsonText.Quote(inside)}; its name decides.") { SessionId = id, Path = StoreContext.DocumentName(id) });
        }

        if (log is null && head is null) return;

        Fill(entry, head, file, log);
    }

    private DocumentHeadResult? ReadHead(SessionEntry entry)
    {
        try
        {
            return store.Documents.ReadHead(store.DocumentPath(entry.Id), entry.Id);
        }
        catch (UnsupportedFormatException e)
        {
            findings.Add(new(FindingKinds.UnsupportedFormat, FindingCategory.UnsafeToRepair, e.Message) { SessionId = entry.Id, Path = e.Path });
            entry.Fault = new(DocumentFaultKind.Unreadable, null, e.Message);
            return null;
        }
    }

    private void Fill(SessionEntry entry, SessionHead? head, Storage.FileSystemEntry? file, LifeLog? log)
    {
        var isOwn = head?.Life is not null && (log is null || head.Life == log.Life);
        var stamp = file is { } found ? DocumentStamp.Of(found, isOwn ? head!.Revision : 0, !isOwn) : null;
        var before = isOwn ? head : BeforeForeign(head, log);
        var tail = log is null ? [] : Applicable(log, isOwn ? head!.Revision : head is null ? log.BaseRevision ?? 0 : 0, entry);

        // Over a foreign document only what is waiting counts; what a document of ours had covered is in it, or was taken out of it.
        if (head is not null && !isOwn && log is not null) tail = [.. tail.Where(record => record.Revision > log.CoveredRevision)];

        var visible = tail.Aggregate(before, (state, record) => SessionFold.Apply(state, record));
        if (visible is null) return;

        entry.Restore(visible, tail, stamp, log?.HighestRevision ?? 0);
        if (visible.OpenTurn is { } open) RestoreTurn(entry, open, log, record => tail.Contains(record) || record.Revision <= (isOwn ? head!.Revision : log!.CoveredRevision));
    }

    // Without a life that goes on, a turn that the file calls open is nobody's: no record can ever end it.
    private static SessionHead? BeforeForeign(SessionHead? head, LifeLog? log) => (head, log) switch
    {
        (null, _) => null,
        (_, null) => head with { Revision = SessionHead.ForeignRevision, OpenTurn = null },
        _ => head with { Life = log.Life, Revision = 0 },
    };

    // Every record of an open turn is in the journal, those too that the document covers: they move on when their shard goes.
    private static void RestoreTurn(SessionEntry entry, OpenTurnHead open, LifeLog? log, Func<JournalRecord, bool> isApplied)
    {
        var turn = entry.Turn = new(open);
        if (log is null) return;

        foreach (var record in log.WritesOf(open.TurnId).Where(isApplied))
        {
            turn.AddMessages(record.Revision, [.. record.Body.Messages.Select(SessionMessage.FromTrusted)]);
        }

        turn.AddPartial(log.PartialText(open.TurnId));
        turn.IsStarted = log.IsStarted(open.TurnId);
    }

    private List<JournalRecord> Applicable(LifeLog log, long documentRevision, SessionEntry entry)
    {
        var applied = new List<JournalRecord>();
        var present = new HashSet<long>();
        foreach (var write in log.Writes.Where(w => w.Record.Revision > documentRevision))
        {
            var record = write.Record;
            if (record.After > documentRevision && !present.Contains(record.After))
            {
                if (write.FollowsLostRecord) continue;

                findings.Add(new(FindingKinds.JournalSequenceGap, FindingCategory.UnsafeToRepair,
                    $"Revision {record.Revision} was applied although revision {record.After}, which it builds on, is missing.")
                { SessionId = log.Id, Path = $"{Storage.StoreDirectory.JournalName}/{write.Shard.Name.FileName}", Offset = write.Offset });
            }

            present.Add(record.Revision);
            applied.Add(record);
            if (write.IsUnflushed) Unflushed.Add((entry, record));
        }

        Unflushed.AddRange(log.Marks.Where(mark => mark.IsUnflushed).Select(mark => (entry, mark.Record)));
        return applied;
    }

    private static bool IsNeverAcknowledged(ReplayedRecord write, LifeLog log) =>
        write.FollowsLostRecord && log.Writes.All(w => w.Record.Revision != write.Record.After);

    private static bool Rebuilds(LifeLog? log) => log?.BaseRevision is not null;

    private bool IsFileOfDeleted(SessionId id, SessionHead head, bool isAlive)
    {
        if (!_deleted.TryGetValue(id, out var deleted)) return false;

        var isDead = head.Life is { } life && deleted.Any(d => d.Life == life);
        var isForeign = head.Life is null && !isAlive;
        if (!isDead && !isForeign) return false;

        var path = store.DocumentPath(id);
        var isUnfinished = deleted.Any(d => !ledger.IsDurable(id, d.Life) && deletions.IsNamedBy(d, id, path));
        if (!isUnfinished)
        {
            findings.Add(new(FindingKinds.DeletedSessionFile, FindingCategory.UnsafeToRepair,
                "The session was deleted, but a file of its name is there that the deletion does not name; it is not shown and not touched.")
            { SessionId = id, Path = StoreContext.DocumentName(id) });
        }

        return true;
    }

    private static void AddFault(SessionEntry entry, DocumentFault fault, LifeLog? log)
    {
        if (fault.Kind == DocumentFaultKind.Missing) return;

        entry.RestoreFault(fault, log?.Life, log?.HighestRevision ?? 0, log is null ? [] : [.. log.Writes.Select(write => write.Record)]);
    }
}
