using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Finds what has to be written again when the file of a shard is gone: the records that no durable document,
/// and no line of the ledger, has.</summary>
/// <remarks>The file itself can still be read where it was only unlinked; where it was cut, what is in memory
/// remains.</remarks>
internal sealed class LostRecords(
    StoreContext store, ShardUsage usage, DeletionLedgerFile ledger, ISessionObserver observer)
{
    /// <summary>Returns copies of the records of a shard that are needed, and of all that documents lack.</summary>
    public IReadOnlyList<JournalLine> CopiesOf(JournalShard shard)
    {
        var covered = new Dictionary<SessionEntry, long>();
        var copies = new List<JournalAppend>();
        var seen = new HashSet<(string Life, long Revision)>();
        foreach (var record in Read(shard))
        {
            var entry = store.Catalog.GetOrAdd(record.SessionId, observer);
            if (!IsNeeded(entry, record, RevisionOnDisk(covered, entry))) continue;

            copies.Add(Copy(entry, record));
            if (record.Event.IsWrite()) seen.Add((record.Life, record.Revision));
        }

        foreach (var entry in store.Catalog.Entries.OrderBy(entry => entry.Id))
        {
            copies.AddRange(TailOf(entry).Where(record => seen.Add((record.Life, record.Revision)))
                .Select(record => Copy(entry, record)));
        }

        usage.Forget(shard.Name);
        return copies;
    }

    private static JournalAppend Copy(SessionEntry entry, JournalRecord record) => new(record, entry) { IsCopy = true };

    private static IReadOnlyList<JournalRecord> TailOf(SessionEntry entry)
    {
        lock (entry.Gate) return [.. entry.Tail];
    }

    private List<JournalRecord> Read(JournalShard shard)
    {
        try
        {
            using var scanner = shard.Scan();
            return [.. JournalReader.Read(scanner, shard.Name, store.Directory.Root).Lines.Select(line => line.Record)];
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Log.BackgroundWorkFailed(store.Logger, e);
            return [];
        }
    }

    // Each document is looked at: whatever took the shard may have taken it too.
    private long RevisionOnDisk(Dictionary<SessionEntry, long> covered, SessionEntry entry)
    {
        if (covered.TryGetValue(entry, out var known)) return known;

        DocumentStamp? stamp;
        lock (entry.Gate) stamp = entry.Document;
        return covered[entry] = stamp is not null && IsThere(entry, stamp) ? stamp.Revision : 0;
    }

    private bool IsThere(SessionEntry entry, DocumentStamp stamp)
    {
        try
        {
            return stamp.Matches(store.Disk.FindEntry(store.DocumentPath(entry.Id)));
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            return false;
        }
    }

    private bool IsNeeded(SessionEntry entry, JournalRecord record, long covered)
    {
        lock (entry.Gate)
        {
            if (entry.DeadLives.Contains(record.Life))
                return record.Event == JournalEvent.Deleted && !ledger.IsDurable(entry.Id, record.Life);

            var visible = entry.Visible?.Life == record.Life ? entry.Visible : null;
            if (record.Event == JournalEvent.Covered) return visible is not null;
            if (record.Body.TurnId is { } turnId && turnId == visible?.OpenTurn?.TurnId) return true;

            return record.Event.IsWrite() && (visible is null || record.Revision > covered);
        }
    }
}
