using System.Buffers;
using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.StateDb;

namespace SessionPersistence.Recovery;

/// <summary>Fills the catalogue with what documents, journal and ledger say together. Writes nothing.</summary>
internal sealed class StoreReplay(
    StoreContext store,
    ISessionObserver observer,
    DeletionLedgerFile ledger,
    ShardUsage usage,
    Deletions deletions,
    SessionIndex index,
    BackupGenerations backups,
    IForeignWrites foreignWrites,
    IDocumentVeto tombstones,
    List<RecoveryFinding> findings)
{
    private readonly ReplayedDeletions _deletions = new(store, observer, ledger, deletions, findings);
    private HashSet<SessionId> _backups = [];
    private Dictionary<SessionId, Storage.FileSystemEntry> _documents = [];
    private HashSet<SessionId> _journaled = [];

    /// <summary>Gets the records that nothing says were flushed, but that the replay used.</summary>
    public List<(SessionEntry Entry, JournalRecord Record)> Unflushed { get; } = [];

    /// <summary>Gets the sessions whose deletions are not finished.</summary>
    public IEnumerable<(SessionEntry Entry, IReadOnlyList<DeletedSession> Deletions)> UnfinishedDeletions =>
        _deletions.Unfinished;

    /// <summary>Replays everything.</summary>
    public void Run(JournalReplay journal, StoreContents contents)
    {
        foreach (var offset in ledger.DamagedOffsets)
        {
            findings.Add(new(FindingKinds.LedgerDamaged, FindingCategory.UnsafeToRepair,
                "A line of the deletion ledger is damaged: which session it named is unknown. The line is kept.")
            { Path = DeletionLedgerFile.FileName, Offset = offset });
        }

        store.Catalog.Heads = new(store, observer);
        CollectDeletions(journal);
        _backups = [.. contents.Backups];
        var documents = _documents = contents.Documents.ToDictionary(d => d.Id, d => d.Entry);
        var logs = journal.Lives.ToLookup(log => log.Id);
        _journaled = [.. logs.Select(log => log.Key)];
        foreach (var (id, file) in documents)
        {
            if (IsUnchanged(id, file, logs[id])) store.Catalog.AddUntouched(id, index.Find(id));
        }

        var changed = journal.Lives.Where(log => !store.Catalog.IsUntouched(log.Id)).ToList();
        foreach (var log in changed) NoteUsage(log);

        var alive = changed.Where(log => !EntryOf(log.Id).DeadLives.Contains(log.Life)).ToLookup(log => log.Id);
        foreach (var id in documents.Keys.Where(id => !store.Catalog.IsUntouched(id))
            .Concat(alive.Select(log => log.Key)).Distinct().Order())
        {
            ReplaySession(id, documents.TryGetValue(id, out var file) ? file : null, [.. alive[id]]);
        }
    }

    /// <summary>Compares the index with what was replayed. What the journal or the ledger say of a session, the index
    /// need not know yet.</summary>
    public IndexDrift CompareIndex() =>
        new(index, _documents, id => _journaled.Contains(id) || _deletions.Has(id), IsTombstoned);

    // A file that is still the one that the index saw, and that has all that the journal says of the session, need not
    // be read.
    private bool IsUnchanged(SessionId id, Storage.FileSystemEntry file, IEnumerable<LifeLog> logs)
    {
        var row = index.Find(id);
        return row.Matches(file) && !_deletions.Has(id)
            && logs.All(log => log.Life == row.Life && log.HighestRevision <= row.Revision);
    }

    // A row of a life that was deleted says nothing of the next one.
    private IndexRow RowOf(SessionId id)
    {
        var row = index.Find(id);
        return row.Life is { } life && EntryOf(id).DeadLives.Contains(life) ? default : row;
    }

    /// <summary>Takes a file into the catalogue that was made since the directory was listed: as a row of the index, of
    /// which there may be very many.</summary>
    public void Include(SessionId id)
    {
        if (store.Disk.FindEntry(store.DocumentPath(id)) is not { Kind: Storage.FileSystemEntryKind.File } file) return;

        if (!store.Catalog.TryFind(id, out _) && RowOf(id, file) is { IsEmpty: false } row)
            store.Catalog.AddUntouched(id, row);
        else ReplaySession(id, file, []);
    }

    private IndexRow RowOf(SessionId id, Storage.FileSystemEntry file)
    {
        if (store.Documents.ReadHead(store.DocumentPath(id), id).Head is not { Life: { } life } head) return default;

        var line = new ArrayBufferWriter<byte>();
        IndexRowWriter.Write(line, head, life, DocumentStamp.Of(file, head.Revision, isForeign: false));
        return IndexRow.TryRead(line.WrittenSpan[..^1], new(), out _, out var row) && row.Matches(file) ? row : default;
    }

    private SessionEntry EntryOf(SessionId id) => store.Catalog.GetOrAdd(id, observer);

    private void CollectDeletions(JournalReplay journal)
    {
        foreach (var deletion in ledger.Deletions) _deletions.Add(deletion);
        foreach (var log in journal.Lives)
        {
            foreach (var write in log.Writes.Where(
                write => write.Record.Event == JournalEvent.Deleted && !IsNeverAcknowledged(write, log)))
            {
                _deletions.Add(Deletions.Of(write.Record));
                if (!ledger.IsDurable(log.Id, log.Life)) EntryOf(log.Id).LastDeletion = write.Record;
                if (write.IsUnflushed) Unflushed.Add((EntryOf(log.Id), write.Record));
            }
        }
    }

    private void NoteUsage(LifeLog log)
    {
        var entry = EntryOf(log.Id);
        foreach (var replayed in log.Writes.Concat(log.Marks)) usage.Note(replayed.Shard.Name, entry, replayed.Record);
    }

    private void ReplaySession(SessionId id, Storage.FileSystemEntry? file, List<LifeLog> logs)
    {
        var entry = EntryOf(id);
        var row = RowOf(id);
        if (_deletions.IsNamed(id)) file = null;

        var read = file is null ? null : ReadHead(entry);
        if (file is not null && read is null) return;

        if (read?.Head is { } found && _deletions.HasLeft(id, found, logs.Count > 0 || row.Life is not null))
            read = null;

        // Of several lives that nobody ended, the document's own goes on; without it the one that the journal heard of
        // last.
        var log = logs.Find(l => l.Life == read?.Head?.Life)
            ?? logs.MaxBy(l => l.Writes.LastOrDefault()?.Shard.Name.Sequence ?? 0);
        if (read?.Head is { Life: null } written && IsOfFormerLife(entry, written, log, row))
        {
            if (log is null)
            {
                entry.RestoreFault(SessionLoader.OfDeleted, row.Life, row.Revision, []);
                return;
            }

            read = null;
        }

        if (read is { Head: null } unreadable && !Rebuilds(log))
        {
            if (!FillFromCopies(entry, unreadable.Fault!.OfSession(), file!.Value, log))
                AddFault(entry, unreadable.Fault!, log, row);
            return;
        }

        if (file is null && log is not null && HadDocument(log, row) && IsTombstoned(id))
        {
            LeaveDeleted(entry, log, row);
            return;
        }

        var head = read?.Head;
        if (head?.ForeignSessionId is { } inside)
        {
            findings.Add(new(FindingKinds.SessionIdMismatch, FindingCategory.Ok,
                $"The file says that it is session {JsonText.Quote(inside)}; its name decides.") { SessionId = id,
                    Path = StoreContext.DocumentName(id) });
        }

        if (log is not null) Fill(entry, head, file, log, row);
        else if (head is null) return;
        else if (!FillFromBackup(entry, head, file!.Value, row)) entry.Restore(head, file!.Value, row);

        if (head?.Life is { } life && life == row.Life && entry.Visible?.Revision < row.Revision)
            AddOutdated(id, entry.Visible.Revision, row.Revision);
    }

    private void AddOutdated(SessionId id, long found, long known) =>
        findings.Add(new(FindingKinds.DocumentOutdated, FindingCategory.UnsafeToRepair,
        $"The file holds revision {found} of the session, which had reached revision {known}: another program put an "
        + "older file there. It is used; what came after it is not in the journal any more.")
    { SessionId = id, Path = StoreContext.DocumentName(id) });

    private DocumentHeadResult? ReadHead(SessionEntry entry)
    {
        try
        {
            return store.Documents.ReadHead(store.DocumentPath(entry.Id), entry.Id);
        }
        catch (UnsupportedFormatException e)
        {
            findings.Add(new(FindingKinds.UnsupportedFormat, FindingCategory.UnsafeToRepair,
                e.Message) { SessionId = entry.Id, Path = e.Path });
            entry.Fault = new(DocumentFaultKind.Unreadable, null, e.Message);
            return null;
        }
    }

    private void Fill(SessionEntry entry, SessionHead? head, Storage.FileSystemEntry? file, LifeLog log, IndexRow row)
    {
        var isOwn = head?.Life is not null && head.Life == log.Life;
        var stamp = file is { } found ? DocumentStamp.Of(found, isOwn ? head!.Revision : log.CoveredRevision, !isOwn)
            : null;
        var before = isOwn || head is null ? head : head with { Life = log.Life, Revision = 0 };

        // Of a journal without damage the beginning is gone only behind a document.
        var isTailOnly = head is null && log.BaseRevision is null && (HadDocument(log, row)
            || !findings.Exists(finding => finding.Kind == FindingKinds.JournalDamagedRecord));

        // What the document had that another program wrote over need not be in the journal any more: that is no gap.
        var retired = isTailOnly ? long.MaxValue : isOwn || head is null ? 0
            : Math.Max(log.CoveredRevision, log.Writes.FirstOrDefault()?.Record.After ?? 0);
        var tail = Applicable(log, isOwn ? head!.Revision : head is null ? log.BaseRevision ?? 0 : 0, retired, entry);

        // Over a foreign document only what is waiting counts; what a document of ours had covered is in it, or was
        // taken out of it.
        if (head is not null && !isOwn) tail = [.. tail.Where(record => record.Revision > log.CoveredRevision)];

        if (isTailOnly)
        {
            if (tail.Count > 0) AddTailOnly(entry, log, row, tail);
            return;
        }

        var visible = tail.Aggregate(before, (state, record) => SessionFold.Apply(state, record));
        if (visible is null) return;

        entry.Restore(visible, tail, stamp, HighestOf(log, row));
        if (visible.OpenTurn is { } open) RestoreTurn(entry, open, log,
            record => tail.Contains(record) || record.Revision <= (isOwn ? head!.Revision : log.CoveredRevision));
    }

    private static long HighestOf(LifeLog log, IndexRow row) =>
        Math.Max(log.HighestRevision, row.Life == log.Life ? row.Revision : 0);

    private static bool HadDocument(LifeLog log, IndexRow row) => log.CoveredRevision > 0 || row.Life == log.Life;

    private bool IsTombstoned(SessionId id) => tombstones.Of(id) == DocumentVeto.Tombstoned;

    // Another program says that it deleted the session, and took away the document that there was. What the journal has
    // brings nothing back, and is kept.
    private static void LeaveDeleted(SessionEntry entry, LifeLog log, IndexRow row) => entry.RestoreFault(
        new(DocumentFaultKind.Damaged, null,
            "Another program deleted the session and its file; what the journal has of it is kept."),
        log.Life,
        HighestOf(log, row),
        [.. log.Writes.Select(write => write.Record)]);

    // What is left would pass for the whole session. It is kept, for whoever finds the rest.
    private static void AddTailOnly(SessionEntry entry, LifeLog log, IndexRow row, List<JournalRecord> tail)
    {
        var fault = new DocumentFault(DocumentFaultKind.Damaged, null,
            $"The file is gone, and the journal has only the last {tail.Count} writes of the session; they are kept.");
        entry.RestoreFault(fault, log.Life, HighestOf(log, row), tail);
    }

    // A damaged document, and a backup that the records build on.
    private bool FillFromCopies(SessionEntry entry, DocumentFault fault, Storage.FileSystemEntry file, LifeLog? log)
    {
        if (fault.Kind != DocumentFaultKind.Damaged || log?.Writes.FirstOrDefault() is not { Record: var first })
            return false;
        if (foreignWrites.Rebuild(entry.Id, log.Life, log.HighestRevision) is not { Head: { } visible }) return false;

        entry.Restore(visible, Applicable(log, first.After, first.After, entry),
            DocumentStamp.Of(file, 0, isForeign: true), log.HighestRevision);
        if (visible.OpenTurn is { } open) RestoreTurn(entry, open, log, _ => true);
        return true;
    }

    // Another program's document whose life only a backup knows. A turn that the file calls open is nobody's: no record
    // can ever end it.
    private bool FillFromBackup(SessionEntry entry, SessionHead head, Storage.FileSystemEntry file, IndexRow row)
    {
        if (head.Life is not null || !_backups.Contains(entry.Id)) return false;
        if (backups.NewestOfStore(entry.Id) is not { Life: { } life } copy || entry.IsDead(life)) return false;

        var highest = Math.Max(copy.Revision, row.Life == life ? row.Revision : 0);
        entry.Restore(head with { Life = life, Revision = 0, OpenTurn = null }, [],
            DocumentStamp.Of(file, 0, isForeign: true), highest);
        return true;
    }

    // Every record of an open turn is in the journal, those too that the document covers: they move on when their shard
    // goes.
    private static void RestoreTurn(
        SessionEntry entry, OpenTurnHead open, LifeLog log, Func<JournalRecord, bool> isApplied)
    {
        var turn = entry.Turn = new(open);
        foreach (var record in log.WritesOf(open.TurnId).Where(isApplied))
        {
            turn.AddMessages(record.Revision, [.. record.Body.Messages.Select(SessionMessage.FromTrusted)]);
        }

        turn.AddPartial(log.PartialText(open.TurnId));
        turn.IsStarted = log.IsStarted(open.TurnId);
    }

    private List<JournalRecord> Applicable(LifeLog log, long documentRevision, long retiredRevision, SessionEntry entry)
    {
        var applied = new List<JournalRecord>();
        var present = new HashSet<long>();
        foreach (var write in log.Writes.Where(w => w.Record.Revision > documentRevision))
        {
            var record = write.Record;
            if (record.After > documentRevision && !present.Contains(record.After))
            {
                if (write.FollowsLostRecord) continue;
                if (record.After > retiredRevision) AddGap(write);
            }

            present.Add(record.Revision);
            applied.Add(record);
            if (write.IsUnflushed) Unflushed.Add((entry, record));
        }

        Unflushed.AddRange(log.Marks.Where(mark => mark.IsUnflushed).Select(mark => (entry, mark.Record)));
        return applied;
    }

    private void AddGap(ReplayedRecord write) =>
        findings.Add(new(FindingKinds.JournalSequenceGap, FindingCategory.UnsafeToRepair,
        $"Revision {write.Record.Revision} was applied although revision {write.Record.After}, which it builds on, is "
        + "missing.")
    { SessionId = write.Record.SessionId, Path = $"{Storage.StoreDirectory.JournalName}/{write.Shard.Name.FileName}",
        Offset = write.Offset });

    private static bool IsNeverAcknowledged(ReplayedRecord write, LifeLog log) =>
        write.FollowsLostRecord && log.Writes.All(w => w.Record.Revision != write.Record.After);

    private static bool Rebuilds(LifeLog? log) => log?.BaseRevision is not null;

    // What another program wrote over a new life of the id, and had read before the former one was deleted.
    private static bool IsOfFormerLife(SessionEntry entry, SessionHead written, LifeLog? log, IndexRow row)
    {
        if (entry.DeadLives.Count == 0) return false;

        var created = log?.Writes.FirstOrDefault()?.Record is { Event: JournalEvent.Created } first
            ? SessionFold.Apply(null, first)?.CreatedAt
            : row.Life is { } life && (log is null || life == log.Life) ? row.CreatedAt
            : null;
        return written.IsCreatedBefore(created);
    }

    private static void AddFault(SessionEntry entry, DocumentFault fault, LifeLog? log, IndexRow row)
    {
        if (fault.Kind == DocumentFaultKind.Missing) return;

        entry.RestoreFault(
            log is null && row.IsEmpty ? fault : fault.OfSession(),
            log?.Life ?? row.Life,
            Math.Max(log?.HighestRevision ?? 0, row.Revision),
            log is null ? [] : [.. log.Writes.Select(write => write.Record)]);
    }
}
