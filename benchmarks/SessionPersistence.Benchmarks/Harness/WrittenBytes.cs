namespace SessionPersistence.Benchmarks.Harness;

/// <summary>The bytes handed to a file system, by what they were for.</summary>
/// <param name="Records">Lines of the journal.</param>
/// <param name="LineFeeds">The line feeds that a shard is filled ahead with.</param>
/// <param name="Documents">Documents of sessions.</param>
/// <param name="Others">Who holds the lock, what tries the disk at opening.</param>
internal readonly record struct WrittenBytes(long Records, long LineFeeds, long Documents, long Others)
{
    public long Total => Records + LineFeeds + Documents + Others;

    public static WrittenBytes operator -(WrittenBytes later, WrittenBytes earlier) =>
        new(
            later.Records - earlier.Records,
            later.LineFeeds - earlier.LineFeeds,
            later.Documents - earlier.Documents,
            later.Others - earlier.Others);
}
