namespace SessionPersistence.Journal;

/// <summary>Bytes of a shard that are no intact line and no blank one.</summary>
/// <param name="Offset">Where they start.</param>
/// <param name="Length">How many.</param>
/// <param name="NumberBefore">The number of the intact line before them; 0 when there is none.</param>
internal sealed record ShardDamage(long Offset, long Length, long NumberBefore);
