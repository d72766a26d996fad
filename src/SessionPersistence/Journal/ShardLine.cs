namespace SessionPersistence.Journal;

/// <summary>A record where it stands in a shard.</summary>
/// <param name="Number">Its number within the shard.</param>
/// <param name="Offset">Where the line starts, in bytes.</param>
/// <param name="Record">The record.</param>
internal sealed record ShardLine(long Number, long Offset, JournalRecord Record);
