namespace SessionPersistence.Benchmarks.Harness;

/// <summary>What a file of a store is for.</summary>
internal enum FilePurpose
{
    Shard,
    Document,
    Other,
}
