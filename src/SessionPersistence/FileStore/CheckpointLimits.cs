namespace SessionPersistence.FileStore;

/// <summary>How far documents may fall behind the journal, in bytes of records.</summary>
/// <param name="TailFloor">What one session may have waiting while its document is smaller than that.</param>
/// <param name="TailBudget">What all sessions together may have waiting: it is kept in memory.</param>
internal sealed record CheckpointLimits(long TailFloor, long TailBudget)
{
    /// <summary>How many ended shards may wait for documents.</summary>
    public const int EndedShards = 4;

    private const long Mebibyte = 1024 * 1024;

    /// <summary>Returns the limits of a journal: 1 MiB and 64 MiB, and less where shards are smaller than they are by
    /// default.</summary>
    public static CheckpointLimits For(long maxShardBytes) =>
        new(Math.Min(maxShardBytes / 16, Mebibyte), Math.Min(maxShardBytes * EndedShards, 64 * Mebibyte));
}
