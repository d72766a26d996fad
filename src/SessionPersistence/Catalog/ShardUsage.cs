using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Which sessions have records in which shard, and up to which revision: what a shard still has to be kept for.</summary>
internal sealed class ShardUsage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardName, Dictionary<(SessionEntry Entry, string Life), Use>> _shards = [];

    /// <summary>Notes a record that is durable in a shard.</summary>
    public void Note(ShardName shard, SessionEntry entry, JournalRecord record)
    {
        if (record.Event == JournalEvent.Covered) return;

        lock (_gate)
        {
            if (!_shards.TryGetValue(shard, out var uses)) _shards[shard] = uses = [];
            if (!uses.TryGetValue((entry, record.Life), out var use)) uses[(entry, record.Life)] = use = new();
            use.Revision = Math.Max(use.Revision, record.Revision);
            if (record.Body.TurnId is { } turnId) use.Turns.Add(turnId);
        }
    }

    /// <summary>Returns the lives that have records in a shard.</summary>
    public IReadOnlyList<(SessionEntry Entry, string Life, long Revision, IReadOnlySet<TurnId> Turns)> Of(ShardName shard)
    {
        lock (_gate)
        {
            return _shards.TryGetValue(shard, out var uses)
                ? [.. uses.Select(u => (u.Key.Entry, u.Key.Life, u.Value.Revision, (IReadOnlySet<TurnId>)u.Value.Turns.ToHashSet()))]
                : [];
        }
    }

    /// <summary>Forgets lives whose records of a shard are durable in a later one.</summary>
    public void Carried(ShardName shard, IReadOnlyCollection<(SessionId Id, string Life)> lives)
    {
        lock (_gate)
        {
            if (!_shards.TryGetValue(shard, out var uses)) return;

            foreach (var key in uses.Keys.Where(key => lives.Contains((key.Entry.Id, key.Life))).ToList()) uses.Remove(key);
        }
    }

    /// <summary>Forgets a shard.</summary>
    public void Forget(ShardName shard)
    {
        lock (_gate) _shards.Remove(shard);
    }

    private sealed class Use
    {
        public long Revision { get; set; }

        public HashSet<TurnId> Turns { get; } = [];
    }
}
