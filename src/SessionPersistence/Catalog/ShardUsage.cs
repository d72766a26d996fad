using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Which sessions have records in which shard, and up to which revision: what a shard still has to be kept
/// for.</summary>
internal sealed class ShardUsage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardName, Dictionary<(SessionEntry Entry, string Life), ShardUse>> _shards = [];

    /// <summary>Notes a record that is durable in a shard.</summary>
    /// <returns>Whether nothing of the shard was known before.</returns>
    public bool Note(ShardName shard, SessionEntry entry, JournalRecord record)
    {
        if (record.Event == JournalEvent.Covered) return false;

        lock (_gate)
        {
            var isNew = !_shards.TryGetValue(shard, out var uses);
            if (uses is null) _shards[shard] = uses = [];
            if (!uses.TryGetValue((entry, record.Life), out var use))
                uses[(entry, record.Life)] = use = new(entry, record.Life);
            use.Revision = Math.Max(use.Revision, record.Revision);
            if (record.Body.TurnId is { } turnId) use.Turns.Add(turnId);
            return isNew;
        }
    }

    /// <summary>Returns the lives that have records in a shard that has ended: nobody adds to it any more.</summary>
    public IReadOnlyCollection<ShardUse> Of(ShardName shard)
    {
        lock (_gate) return _shards.TryGetValue(shard, out var uses) ? uses.Values : [];
    }

    /// <summary>Forgets lives whose records of an ended shard are durable in a later one.</summary>
    public void Carried(ShardName shard, IEnumerable<ShardUse> carried)
    {
        lock (_gate)
        {
            foreach (var use in carried) _shards[shard].Remove((use.Entry, use.Life));
        }
    }

    /// <summary>Forgets a shard.</summary>
    public void Forget(ShardName shard)
    {
        lock (_gate) _shards.Remove(shard);
    }
}
