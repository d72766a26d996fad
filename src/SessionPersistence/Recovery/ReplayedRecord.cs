using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>A record and where it was found first.</summary>
internal sealed class ReplayedRecord(JournalRecord record, ShardContent shard, long number, long offset)
{
    private List<string>? _carriers;

    public JournalRecord Record { get; } = record;

    public ShardContent Shard { get; } = shard;

    public long Offset { get; } = offset;

    /// <summary>Whether nothing says that the record was flushed: what can be read may be in the page cache
    /// only.</summary>
    public bool IsUnflushed => !Shard.HasFooter && number > Shard.HighestFlushed;

    /// <summary>Whether a record of the same unacknowledged batch, before this one, is gone.</summary>
    public bool FollowsLostRecord => Shard.Missing.Any(n => n < number && n > Shard.HighestFlushed);

    /// <summary>Whether another record of the same revision says the same.</summary>
    public bool IsCopy(JournalRecord other) => Record.Event == other.Event && Record.After == other.After
        && Record.Body.Utf8.Span.SequenceEqual(other.Body.Utf8.Span);

    /// <summary>Notes that a copy of it was found in another shard.</summary>
    public void AddCopy(ShardContent copied) => (_carriers ??= []).Add(copied.Name.Instance);

    /// <summary>Whether it, or a copy, was written by one of some owners.</summary>
    public bool IsOf(IReadOnlySet<string> owners) =>
        owners.Contains(Shard.Name.Instance) || _carriers?.Exists(owners.Contains) == true;

    /// <summary>Returns the owners that wrote it.</summary>
    public IEnumerable<string> Owners => [Shard.Name.Instance, .. _carriers ?? []];
}
