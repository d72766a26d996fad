using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>A record and where it was found.</summary>
internal sealed record ReplayedRecord(JournalRecord Record, ShardContent Shard, long Number, long Offset)
{
    /// <summary>Whether nothing says that the record was flushed: what can be read may be in the page cache
    /// only.</summary>
    public bool IsUnflushed => !Shard.HasFooter && Number > Shard.HighestFlushed;

    /// <summary>Whether a record of the same unacknowledged batch, before this one, is gone.</summary>
    public bool FollowsLostRecord => Shard.Missing.Any(n => n < Number && n > Shard.HighestFlushed);
}
