namespace SessionPersistence.Journal;

/// <summary>Bytes of a shard that are no intact line and no blank one.</summary>
/// <param name="Offset">Where they start.</param>
/// <param name="Length">How many.</param>
/// <param name="HasSeal">Whether they end like a whole line, that was damaged or is of another shard.</param>
/// <param name="NumberBefore">The number of the intact line before them; 0 when there is none.</param>
internal sealed record ShardDamage(long Offset, long Length, bool HasSeal, long NumberBefore);
