using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Removes shards that nothing needs any more, oldest first.</summary>
internal sealed class ShardRetirement(
    StoreContext store,
    JournalWriter journal,
    ShardUsage usage,
    DeletionLedgerFile ledger,
    CheckpointSchedule schedule,
    Func<SessionEntry, Task> mergeForeignWrite,
    IEnumerable<ShardName> damagedShards)
{
    private readonly HashSet<ShardName> _damaged = [.. damagedShards];
    private long _carryFrom;

    /// <summary>Removes every ended shard whose records are all covered, dead or carried, up to the first that waits
    /// for a document or a deletion.</summary>
    /// <remarks>When too many wait, the documents are asked for, and a deletion that cannot be finished is carried:
    /// retirement waits for nobody for ever.</remarks>
    /// <exception cref="IOException">The device refused.</exception>
    /// <exception cref="SessionWriteException">The device refused a record that had to be carried.</exception>
    public async Task RetireAsync()
    {
        List<ShardName> ended = [.. journal.Shards.Closed.Where(shard => !IsHeld(shard))];
        var mayCarry = ended.Count > 0 && ended[^1].Sequence >= _carryFrom;
        for (var i = 0; i < ended.Count; i++)
        {
            var needsRoom = ended.Count - i > CheckpointLimits.EndedShards;
            if (!await TryRetireAsync(ended[i], needsRoom, mayCarry).ConfigureAwait(false)) return;
        }
    }

    // A person has to decide first. Younger ones go all the same: what it has of other sessions is of revisions that
    // their documents have passed.
    private bool IsHeld(ShardName shard) => usage.Of(shard).Any(use => use.Entry.Holds(shard));

    private async Task<bool> TryRetireAsync(ShardName shard, bool needsRoom, bool mayCarry)
    {
        var uses = usage.Of(shard);
        if (uses.Any(use => IsWaiting(use, needsRoom)))
        {
            if (needsRoom) Urge(uses);
            return false;
        }

        // Younger ones go all the same, as those do that are younger than one that a person has to decide on.
        if (uses.Any(LacksDocument)) return true;

        List<ShardUse> needed = [.. uses.Where(use => !IsCovered(use) || HasOpenTurn(use))];
        if (needed.Count > 0)
        {
            if (!mayCarry) return false;
            await CarryAsync(shard, needed).ConfigureAwait(false);
        }

        if (!uses.All(IsCovered)) return false;

        // A document may turn out to be damaged: then the next pass carries what the shard has of it.
        foreach (var use in uses) await MergeAsync(use.Entry).ConfigureAwait(false);
        if (!uses.All(IsCovered)) return false;
        if (uses.Any(LacksDocument)) return true;

        // One name at a time: were a younger shard gone while an older one is not, the older one's records would be
        // read as the newest.
        Remove(shard);
        store.Disk.FlushDirectory(store.Directory.Journal);
        usage.Forget(shard);
        journal.Shards.Forget(shard);
        store.Metrics.Store.ShardRetired();
        return true;
    }

    // The document that covers the shard may be another program's by now, and the shard the last that knows what it
    // took away.
    private async Task MergeAsync(SessionEntry entry)
    {
        try
        {
            await mergeForeignWrite(entry).ConfigureAwait(false);
        }
        catch (SessionCorruptException e)
        {
            // The shard cannot help it.
            Log.BackgroundWorkFailed(store.Logger, e);
        }
    }

    // A shard that lost acknowledged records may be the last trace of them, and what was put in the place of one is
    // somebody's: it is set aside under a name that no start reads.
    private void Remove(ShardName shard)
    {
        var path = store.Directory.PathInJournal(shard.FileName);
        if (!_damaged.Contains(shard) && !journal.Shards.IsLost(shard)) store.Disk.DeleteFile(path);
        else if (store.Disk.FindEntry(path) is not null)
            store.Disk.ReplaceFile(path, path + ShardName.BrokenExtension);
    }

    private void Urge(IReadOnlyCollection<ShardUse> uses)
    {
        foreach (var use in uses.Where(use => IsWaiting(use, needsRoom: true))) schedule.Urge(use.Entry);
    }

    // What will be covered without being carried.
    private bool IsWaiting(ShardUse use, bool needsRoom)
    {
        if (IsCovered(use)) return false;

        lock (use.Entry.Gate)
        {
            if (use.Entry.DeadLives.Contains(use.Life)) return !needsRoom;
            if (use.Entry.Visible?.Life != use.Life || !Checkpointer.NeedsCheckpoint(use.Entry)) return false;
        }

        return !schedule.IsStuck(use.Entry);
    }

    private bool IsCovered(ShardUse use)
    {
        var entry = use.Entry;
        lock (entry.Gate)
        {
            if (entry.DeadLives.Contains(use.Life)) return ledger.IsDurable(entry.Id, use.Life);

            return IsReadable(entry) && entry.Visible?.Life == use.Life && entry.Document!.Revision >= use.Revision;
        }
    }

    // Of a damaged document the journal may have the last copy of what it held.
    private static bool IsReadable(SessionEntry entry) => entry is { Fault: null, Document.Fault: null };

    // Somebody took the document that covers it away, or put a link there: the shard may be the last that has what it
    // said, and the next start writes it anew.
    private bool LacksDocument(ShardUse use)
    {
        lock (use.Entry.Gate)
        {
            if (use.Entry is not { Document: not null, Visible.Life: { } life } || life != use.Life) return false;
        }

        return store.Disk.FindEntry(store.DocumentPath(use.Entry.Id)) is not { Kind: FileSystemEntryKind.File };
    }

    // What is not covered moves on: sessions whose document cannot be written, deletions that cannot be finished, and
    // all of a turn that is open.
    private async Task CarryAsync(ShardName shard, IReadOnlyCollection<ShardUse> needed)
    {
        var byLife = needed.ToDictionary(use => (use.Entry.Id, use.Life));
        var content = JournalReader.Read(store.Disk, store.Directory.PathInJournal(shard.FileName), shard);
        var appends = new List<JournalAppend>();
        foreach (var record in content.Lines.Select(line => line.Record))
        {
            if (!byLife.TryGetValue((record.SessionId, record.Life), out var use) || !IsNeeded(use, record)) continue;

            appends.Add(journal.EnqueueCopy(record, use.Entry));
        }

        await journal.CommitAllAsync(appends).ConfigureAwait(false);
        usage.Carried(shard, needed);
        store.Metrics.Store.RecordsCarried(appends.Count);

        // What is carried may fill shards of its own: carried again at once, it would be carried for ever.
        _carryFrom = journal.Shards.Closed[^1].Sequence + CheckpointLimits.EndedShards;
    }

    private static bool HasOpenTurn(ShardUse use)
    {
        lock (use.Entry.Gate)
        {
            return use.Entry.Visible is { OpenTurn: { } open } visible && visible.Life == use.Life
                && use.Turns.Contains(open.TurnId);
        }
    }

    private static bool IsNeeded(ShardUse use, JournalRecord record)
    {
        var entry = use.Entry;
        lock (entry.Gate)
        {
            if (entry.DeadLives.Contains(use.Life)) return record.Event == JournalEvent.Deleted;

            var visible = entry.Visible?.Life == use.Life ? entry.Visible : null;
            if (record.Body.TurnId is { } turnId && turnId == visible?.OpenTurn?.TurnId) return true;

            return record.Event.IsWrite()
                && (visible is null || !IsReadable(entry) || record.Revision > entry.Document!.Revision);
        }
    }
}
