namespace SessionPersistence.Catalog;

/// <summary>What one life of a session has in one shard.</summary>
internal sealed class ShardUse(SessionEntry entry, string life)
{
    public SessionEntry Entry { get; } = entry;

    public string Life { get; } = life;

    /// <summary>Gets or sets the highest revision that is there.</summary>
    public long Revision { get; set; }

    /// <summary>Gets the turns of which something is there.</summary>
    public HashSet<TurnId> Turns { get; } = [];
}
