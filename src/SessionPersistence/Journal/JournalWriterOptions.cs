namespace SessionPersistence.Journal;

/// <summary>Where and how a <see cref="JournalWriter"/> writes.</summary>
internal sealed record JournalWriterOptions
{
    /// <summary>Gets the directory of the shards.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets what has to stay in place: nothing is acknowledged that was flushed elsewhere.</summary>
    public required JournalPlace Place { get; init; }

    /// <summary>Gets what finds the acknowledged lines that have to be written again when the file of a shard is
    /// gone: those that nothing else on the disk has.</summary>
    public required Func<JournalShard, IReadOnlyList<JournalLine>> CopiesOf { get; init; }

    /// <summary>Gets what is called, under no lock, when no more lines are taken.</summary>
    public Action OnBroken { get; init; } = static () => { };

    /// <summary>Gets the random name of this instance.</summary>
    public required string Instance { get; init; }

    /// <summary>Gets the shards that are there already, oldest first.</summary>
    public IReadOnlyList<ShardName> EarlierShards { get; init; } = [];

    /// <summary>Gets the number of the first shard: 1 more than the highest that is there.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>Gets the size of records in bytes at which the next batch goes to a new shard; if none can be made, to
    /// the old one all the same.</summary>
    public required long MaxShardBytes { get; init; }

    /// <summary>Gets what makes the members that the header of each shard has beyond its own: raw JSON without
    /// braces.</summary>
    public Func<string>? HeaderMembers { get; init; }

    /// <summary>Gets the size of the largest record of a caller, in bytes.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;
}
