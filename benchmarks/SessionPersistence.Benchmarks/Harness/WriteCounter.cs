namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Counts what is written and flushed, from any thread.</summary>
internal sealed class WriteCounter
{
    private long _records;
    private long _lineFeeds;
    private long _documents;
    private long _others;
    private long _shardFlushes;

    public WrittenBytes Bytes =>
        new(Volatile.Read(ref _records), Volatile.Read(ref _lineFeeds), Volatile.Read(ref _documents),
            Volatile.Read(ref _others));

    public long ShardFlushes => Volatile.Read(ref _shardFlushes);

    public void Wrote(FilePurpose purpose, ReadOnlySpan<byte> bytes) =>
        Interlocked.Add(ref CountOf(purpose, bytes), bytes.Length);

    public void Flushed(FilePurpose purpose)
    {
        if (purpose == FilePurpose.Shard) Interlocked.Increment(ref _shardFlushes);
    }

    private ref long CountOf(FilePurpose purpose, ReadOnlySpan<byte> bytes)
    {
        if (purpose == FilePurpose.Document) return ref _documents;
        if (purpose == FilePurpose.Other) return ref _others;
        if (bytes.ContainsAnyExcept((byte)'\n')) return ref _records;
        return ref _lineFeeds;
    }
}
