using System.Buffers;
using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Fills the catalogue with what documents, journal and ledger say together. Writes nothing.</summary>
internal sealed class StoreReplay(
    StoreContext store,
    ISessionObserver observer,
    DeletionLedgerFile ledger,
    ShardUsage usage,
    DeletedFiles deletedFiles,
    SessionIndex index,
    BackupGenerations backups,
    DocumentJudge judge,
    IForeignWrites foreignWrites,
    IDocumentVeto tombstones,
    List<RecoveryFinding> findings)
{
    private readonly SessionReplay _sessions = new(store, judge, backups, foreignWrites, findings);
    private readonly ReplayedDeletions _deletions = new(store, observer, ledger, deletedFiles, findings);
    private HashSet<SessionId> _backups = [];
    private IReadOnlySet<SessionId> _obstructed = new HashSet<SessionId>();
    private Dictionary<SessionId, FileSystemEntry> _documents = [];
    private HashSet<SessionId> _journaled = [];
    private readonly Dictionary<SessionId, List<LifeLog>> _delayed = [];
    private readonly List<SessionId> _recentlyWritten = [];

    /// <summary>Gets the records that nothing says were flushed, but that the replay used.</summary>
    public List<(SessionEntry Entry, JournalRecord Record)> Unflushed => _sessions.Unflushed;

    /// <summary>Gets the sessions whose deletions are not finished.</summary>
    public IEnumerable<(SessionEntry Entry, IReadOnlyList<DeletedSession> Deletions)> UnfinishedDeletions =>
        _deletions.Unfinished;

    /// <summary>Gets the sessions whose documents a former owner wrote last, as far as the journal tells, and that the
    /// index does not know yet.</summary>
    public IReadOnlyCollection<SessionId> RecentlyWritten => _recentlyWritten;

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
        _obstructed = contents.DocumentDirectories.Union(contents.DocumentLinks.Keys).ToHashSet();
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
            if (!contents.DocumentLinks.ContainsKey(id))
                ReplaySession(id, documents.TryGetValue(id, out var file) ? file : null, [.. alive[id]]);
        }

        foreach (var (id, link) in contents.DocumentLinks) ReplayLink(id, link, [.. alive[id]]);
        _deletions.AddLeftBackups(
            backups, id => _backups.Contains(id) || contents.Generations.Of(id).Count > 0);

        var unreached = new UnreachedRevisions(store, journal, index, backups);
        journal.JudgeBlankShards(findings, () => unreached.Find(_backups));
    }

    /// <summary>Compares the index with what was replayed. What the journal or the ledger say of a session, the index
    /// need not know yet.</summary>
    public IndexDrift CompareIndex() =>
        new(index, _documents, _obstructed.Contains, id => _journaled.Contains(id) || _deletions.Has(id), IsTombstoned);

    // A file that is still the one that the index saw, and that has all that the journal says of the session, need not
    // be read.
    private bool IsUnchanged(SessionId id, FileSystemEntry file, IEnumerable<LifeLog> logs)
    {
        var row = index.Find(id);
        return row.Matches(file) && file.Length <= store.Documents.MaxBytes && !_deletions.Has(id)
            && logs.All(log => log.Life == row.Life && log.HighestRevision <= row.Revision && !log.IsContested
                && log.IsKnownIn(row.Revision, crc: null));
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
        if (store.Disk.FindEntry(store.DocumentPath(id)) is not { Kind: FileSystemEntryKind.File } file) return;

        if (!store.Catalog.TryFind(id, out _) && RowOfFile(id, file) is { IsEmpty: false } row)
            store.Catalog.AddUntouched(id, row);
        else ReplaySession(id, file, []);
    }

    private IndexRow RowOfFile(SessionId id, FileSystemEntry file)
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
            foreach (var write in log.AllWrites.Where(
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
        foreach (var replayed in log.AllWrites.Concat(log.Marks)) usage.Note(replayed.Shard.Name, entry, replayed.Record);
    }

    // What the journal has of the session is kept until its file is there again. Of a deleted one nothing is shown.
    private void ReplayLink(SessionId id, FileSystemEntry link, List<LifeLog> logs)
    {
        var entry = EntryOf(id);
        if (entry.DeadLives.Count > 0 && logs.Count == 0) return;

        var log = logs.MaxBy(l => l.Writes.LastOrDefault()?.Shard.Name.Sequence ?? 0);
        SessionReplay.AddFault(entry, new(DocumentFaultKind.Linked, null,
            $"'{StoreContext.DocumentName(id)}' cannot be used. {LinkedFile.Detail}"), link, log, RowOf(id));
    }

    private void ReplaySession(SessionId id, FileSystemEntry? file, List<LifeLog> logs)
    {
        var entry = EntryOf(id);
        var row = RowOf(id);
        if (_deletions.IsNamed(id)) file = null;

        var read = file is { } present ? ReadHead(entry, present) : null;
        if (file is not null && read is null) return;

        var isKnown = logs.Count > 0 || row.Life is not null || HasCopy(entry);
        if (read is { Fault: not { Kind: DocumentFaultKind.Missing } } && _deletions.HasLeft(id, read.Head, isKnown))
            read = null;

        // Of several lives that nobody ended, the document's own goes on; without it the one that the journal heard of
        // last.
        var log = logs.Find(l => l.Life == read?.Head?.Life)
            ?? logs.MaxBy(l => l.Writes.LastOrDefault()?.Shard.Name.Sequence ?? 0);
        if (log is not null) ChooseHistory(entry, log, read?.Head);
        foreach (var unshown in logs.Where(one => one != log)) AddOtherLife(unshown);
        if (read?.Head is { Life: null } written && IsOfFormerLife(entry, written, log, row))
        {
            if (log is null)
            {
                entry.RestoreFault(SessionLoader.OfDeleted, row.Life, row.Revision, [], row.ToHead(id));
                return;
            }

            read = null;
        }

        if (read is { Head: null } unreadable && !SessionReplay.Rebuilds(log))
        {
            if (!_sessions.FillFromCopies(entry, unreadable.Fault!.OfSession(), file!.Value, log))
                SessionReplay.AddFault(entry, unreadable.Fault!, file!.Value, log, row, unreadable.Known);
            if (unreadable.Fault!.Kind == DocumentFaultKind.Unreadable) _delayed[id] = logs;
            return;
        }

        if (file is null && log is not null && SessionReplay.HadDocument(log, row) && IsTombstoned(id))
        {
            SessionReplay.LeaveDeleted(entry, log, row);
            return;
        }

        var head = read?.Head;
        if (head?.ForeignSessionId is { } inside)
        {
            findings.Add(new(FindingKinds.SessionIdMismatch, FindingCategory.Ok,
                $"The file says that it is session {JsonText.Quote(inside)}; its name decides.") { SessionId = id,
                    Path = StoreContext.DocumentName(id) });
        }

        if (log is { CoveredRevision: > 0 } && head?.Life == log.Life) _recentlyWritten.Add(id);
        if (log is not null) _sessions.Fill(entry, head, file, log, row);
        else if (head is null) return;
        else if (SessionReplay.IsPutBack(head)) _sessions.FillPutBack(entry, head, file!.Value, null, row);
        else if (!_backups.Contains(id) || !_sessions.FillFromBackup(entry, head, file!.Value, row))
            entry.Restore(head, file!.Value, row);

        if (head is { Life: { } life, Generation: null } && life == row.Life && entry.Visible?.Revision < row.Revision)
            AddOutdated(id, entry.Visible.Revision, row.Revision);
        if (head is { Life: null } other && IsLess(entry, other, row)) AddOverwritten(id, other, row);
    }

    // A backup of a life that goes on: a damaged file is that session's.
    private bool HasCopy(SessionEntry entry) =>
        _deletions.Has(entry.Id) && backups.NewestOfStore(entry.Id) is { } copy && !entry.IsDead(copy.Life);

    private void ChooseHistory(SessionEntry entry, LifeLog log, SessionHead? head)
    {
        judge.Choose(log, head);
        entry.Diverged = log.Diverged();
    }

    // The journal or a backup puts back what another program took away, as far as they have it.
    private bool IsLess(SessionEntry entry, SessionHead written, IndexRow row) =>
        row.Life is { } life && entry.Visible?.MessageCount < row.MessageCount
            && !foreignWrites.SaysWhatIsMissing(written)
            && foreignWrites.Rebuild(
                entry.Id, life, entry.Document is { Revision: > 0 and var last } ? last : row.Revision) is null;

    private void AddOverwritten(SessionId id, SessionHead written, IndexRow row) =>
        findings.Add(new(FindingKinds.DocumentOutdated, FindingCategory.UnsafeToRepair,
            $"Another program wrote the file with {Counted.Of(written.MessageCount, "message")}; the session had "
            + $"{Counted.Of(row.MessageCount, "message")} at revision {row.Revision}. The file is used; what it lacks "
            + "is not in the journal any more.")
        { SessionId = id, Path = StoreContext.DocumentName(id), LiveMessages = written.MessageCount });

    // Made under one id by owners that did not know of each other. Its records stay in the journal.
    private void AddOtherLife(LifeLog other)
    {
        if (other.Writes.FirstOrDefault() is not { Shard.Name.FileName: var file }) return;

        findings.Add(new(FindingKinds.JournalDiverged, FindingCategory.UnsafeToRepair,
            $"The journal has {other.Writes.Count()} writes of another session of the same id, which nobody deleted, as "
            + $"when two devices make one: they begin in {file}. They are not shown, and are kept.")
        { SessionId = other.Id, Path = $"{StoreDirectory.JournalName}/{file}",
            Recommendation = Recommendations.ManualReview });
    }

    private void AddOutdated(SessionId id, long found, long known) =>
        findings.Add(new(FindingKinds.DocumentOutdated, FindingCategory.UnsafeToRepair,
        $"The file holds revision {found} of the session, which had reached revision {known}: another program put an "
        + "older file there. It is used; what came after it is not in the journal any more.")
    { SessionId = id, Path = StoreContext.DocumentName(id) });

    private DocumentHeadResult? ReadHead(SessionEntry entry, FileSystemEntry file)
    {
        try
        {
            return store.Documents.ReadHead(store.DocumentPath(entry.Id), entry.Id);
        }
        catch (UnsupportedFormatException e)
        {
            SessionReplay.AddFault(
                entry, new(DocumentFaultKind.Newer, null, e.Message), file, null, RowOf(entry.Id));
            return null;
        }
    }

    private bool IsTombstoned(SessionId id) => tombstones.Of(id) == DocumentVeto.Tombstoned;

    private static bool IsNeverAcknowledged(ReplayedRecord write, LifeLog log) =>
        write.FollowsLostRecord && log.AllWrites.All(w => w.Record.Revision != write.Record.After);

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
}
