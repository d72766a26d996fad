using SessionPersistence.Catalog;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>Removes shards that nothing needs any more, oldest first.</summary>
internal sealed class ShardRetirement(
    StoreContext store,
    JournalWriter journal,
    ShardUsage usage,
    DeletionLedgerFile ledger,
    IEnumerable<ShardName> damagedShards)
{
    private readonly HashSet<ShardName> _damaged = [.. damagedShards];

    /// <summary>Removes every ended shard whose records are all covered, dead or carried, up to the first that is not.</summary>
    /// <exception cref="IOException">The device refused.</exception>
    /// <exception cref="SessionWriteException">The device refused a record that had to be carried.</exception>
    public async Task RetireAsync()
    {
        foreach (var shard in journal.Shards.Closed)
        {
            await CarryAsync(shard).ConfigureAwait(false);
            if (usage.Of(shard).Any(use => !IsCovered(use.Entry, use.Life, use.Revision))) return;

            // One name at a time: were a younger shard gone while an older one is not, the older one's records would be read as the newest.
            Remove(shard);
            store.Disk.FlushDirectory(store.Directory.Journal);
            usage.Forget(shard);
            journal.Shards.Forget(shard);
        }
    }

    /// <summary>Looks for a shard that another process made after this one opened the store.</summary>
    /// <returns>Its name, or <see langword="null"/>: the lock holds.</returns>
    public string? FindSecondOwner(long firstSequence) =>
        store.Disk.FindEntry(store.Directory.Journal) is null
            ? null
            : store.Disk.ListDirectory(store.Directory.Journal)
                .Select(entry => entry.Name)
                .FirstOrDefault(name => ShardName.TryParse(name, out var shard) && shard.Sequence >= firstSequence && shard.Instance != store.Instance);

    // A shard that lost acknowledged records may be the last trace of them: it is set aside under a name that no start reads.
    private void Remove(ShardName shard)
    {
        var path = store.Directory.PathInJournal(shard.FileName);
        if (_damaged.Contains(shard)) store.Disk.ReplaceFile(path, path + ShardName.BrokenExtension);
        else store.Disk.DeleteFile(path);
    }

    private bool IsCovered(SessionEntry entry, string life, long revision)
    {
        lock (entry.Gate)
        {
            if (entry.DeadLives.Contains(life)) return ledger.IsDurable(entry.Id, life);

            return entry.Document is { } document && entry.Visible?.Life == life && document.Revision >= revision;
        }
    }

    // What is not covered by a document moves on: the state of a turn that is open, and sessions whose document cannot be written.
    private async Task CarryAsync(ShardName shard)
    {
        var needed = usage.Of(shard).Where(use => Needs(use.Entry, use.Life, use.Revision, use.Turns)).ToDictionary(use => (use.Entry.Id, use.Life));
        if (needed.Count == 0) return;

        var content = JournalReader.Read(store.Disk, store.Directory.PathInJournal(shard.FileName), shard);
        var appends = new List<JournalAppend>();
        foreach (var record in content.Lines.Select(line => line.Record))
        {
            if (!needed.TryGetValue((record.SessionId, record.Life), out var use) || !IsNeeded(use.Entry, record)) continue;

            appends.Add(journal.Enqueue(record, use.Entry));
        }

        await journal.CommitAllAsync(appends).ConfigureAwait(false);
        usage.Carried(shard, needed.Keys);
    }

    private static bool Needs(SessionEntry entry, string life, long revision, IReadOnlySet<TurnId> turns)
    {
        lock (entry.Gate)
        {
            if (entry.Visible is null && entry.Fault is not null) return !entry.DeadLives.Contains(life);
            if (entry.Visible is not { } visible || visible.Life != life) return false;
            if (visible.OpenTurn is { } open && turns.Contains(open.TurnId)) return true;

            return entry.Document is not { } document || document.Revision < revision;
        }
    }

    private static bool IsNeeded(SessionEntry entry, JournalRecord record)
    {
        lock (entry.Gate)
        {
            if (record.Body.TurnId is { } turnId && turnId == entry.Visible?.OpenTurn?.TurnId) return true;

            return record.Event.IsWrite() && record.Revision > (entry.Document?.Revision ?? 0);
        }
    }
}
