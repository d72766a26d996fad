namespace SessionPersistence.Journal;

/// <summary>A shard, and how much of it a reader may use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Where the last flushed line ends; <see langword="null"/> for the whole file.</param>
internal readonly record struct ShardExtent(ShardName Name, long? Length);
