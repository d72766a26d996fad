using System.Buffers;
using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Journal;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Fills the catalogue with what documents, journal and ledger say together. Writes nothing.</summary>
internal sealed partial class StoreReplay(
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
    private readonly Dictionary<SessionId, List<LifeLog>> _delayed = [];
    private readonly List<SessionId> _recentlyWritten = [];
    private HashSet<SessionId> _backups = [];
    private HashSet<SessionId> _obstructed = [];
    private Dictionary<SessionId, FileSystemEntry> _documents = [];
    private HashSet<SessionId> _journaled = [];

    /// <summary>Gets the records that nothing says were flushed, but that the replay used.</summary>
    public List<(SessionEntry Entry, JournalRecord Record)> Unflushed => _sessions.Unflushed;

    /// <summary>Gets the sessions whose deletions are not finished.</summary>
    public IEnumerable<(SessionEntry Entry, IReadOnlyList<DeletedSession> Deletions)> UnfinishedDeletions =>
        _deletions.Unfinished;

    /// <summary>Gets the sessions whose documents a former owner wrote last, as far as the journal tells, and that the
    /// index does not know yet.</summary>
    public IReadOnlyCollection<SessionId> RecentlyWritten => _recentlyWritten;

    /// <summary>Replays everything.</summary>
    public void Run(JournalReplay journal, StoreContents contents)
    {
        foreach (var offset in ledger.DamagedOffsets)
        {
            findings.Add(new(FindingKinds.LedgerDamaged, FindingCategory.UnsafeToRepair,
                "A line of the deletion ledger is damaged: which session it named is unknown. The line is kept.")
            { Path = DeletionLedgerFile.FileName, Offset = offset });
        }

        // Every write of a store is in its journal before any document has it.
        if (journal.IsNew && index.NewestTime.Count > 0)
        {
            findings.Add(new(FindingKinds.JournalMissing, FindingCategory.UnsafeToRepair,
                "The directory of the journal is missing, although this store wrote the sessions. What was "
                + "acknowledged since their documents were written is gone; after a clean close that is nothing.")
            { Path = StoreDirectory.JournalName });
        }

        store.Catalog.Heads = new(store, foreignWrites, observer);
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
        NoteGone(alive);
        _deletions.AddLeftBackups(
            backups, id => _backups.Contains(id) || contents.Generations.Of(id).Count > 0);

        var unreached = new UnreachedRevisions(store, journal, index, backups);
        journal.JudgeBlankShards(findings, () => unreached.Find(_backups));
    }

    /// <summary>Compares the index with what was replayed. What the journal or the ledger say of a session, the index
    /// need not know yet.</summary>
    public IndexDrift CompareIndex() =>
        new(index, _documents, _obstructed.Contains, id => _journaled.Contains(id) || IsDeleted(id), IsTombstoned);

    // The life that the index knows, and not a former one.
    private bool IsDeleted(SessionId id) =>
        _deletions.Has(id) && (index.Find(id).Life is not { } life || EntryOf(id).DeadLives.Contains(life));

    // A file that is still the one that the index saw, and that has all that the journal says of the session, need not
    // be read.
    private bool IsUnchanged(SessionId id, FileSystemEntry file, IEnumerable<LifeLog> logs)
    {
        var row = index.Find(id);
        return row.Matches(file) && file.Length <= store.Documents.MaxBytes && !_deletions.Has(id)
            && logs.All(log => log.Life == row.Life && log.HighestRevision <= row.Revision && !log.IsContested
                && log.IsKnownIn(row.Revision, row.Crc ?? store.Documents.ReadCrc(store.DocumentPath(id))));
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
        foreach (var replayed in log.AllWrites.Concat(log.Marks))
            usage.Note(replayed.Shard.Name, entry, replayed.Record);
    }

    private bool IsTombstoned(SessionId id) => tombstones.Of(id) == DocumentVeto.Tombstoned;

    private static bool IsNeverAcknowledged(ReplayedRecord write, LifeLog log) =>
        write.FollowsLostRecord && log.AllWrites.All(w => w.Record.Revision != write.Record.After);
}
