namespace SessionPersistence.Journal;

/// <summary>What a shard holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lines">The records of its intact lines, in the order of their numbers.</param>
/// <param name="HighestFlushed">The highest number that any line knows to be flushed; a footer knows all.</param>
/// <param name="HasFooter">Whether it was ended cleanly.</param>
/// <param name="Missing">The numbers below the highest that no intact line has.</param>
/// <param name="Damage">The bytes that are no intact line and no blank one.</param>
internal sealed record ShardContent(
    ShardName Name,
    IReadOnlyList<ShardLine> Lines,
    long HighestFlushed,
    bool HasFooter,
    IReadOnlyList<long> Missing,
    IReadOnlyList<ShardDamage> Damage)
{
    /// <summary>Whether records that were acknowledged are gone.</summary>
    public bool LostFlushedRecords => Missing.Any(n => n <= HighestFlushed);
}
