namespace SessionPersistence.Journal;

/// <summary>What a shard holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IntactLines">How many lines verify.</param>
/// <param name="Lines">The records of its intact lines, in the order of their numbers.</param>
/// <param name="HighestFlushed">The highest number that any line knows to be flushed; a footer knows all.</param>
/// <param name="HasFooter">Whether it was ended cleanly.</param>
/// <param name="Missing">The numbers below the highest that no intact line has.</param>
/// <param name="Damage">The bytes that are no intact line and no blank one.</param>
internal sealed record ShardContent(
    ShardName Name,
    int IntactLines,
    IReadOnlyList<ShardLine> Lines,
    long HighestFlushed,
    bool HasFooter,
    IReadOnlyList<long> Missing,
    IReadOnlyList<ShardDamage> Damage)
{
    /// <summary>Whether records that were acknowledged are gone.</summary>
    public bool LostFlushedRecords => Missing.Any(n => n <= HighestFlushed);

    /// <summary>Whether it has whole lines and none of them verifies: it was given another name, or is damaged from end
    /// to end.</summary>
    public bool IsUnrecognised => IntactLines == 0 && Damage.Any(damage => damage.HasSeal);

    /// <summary>Whether no line of it verifies, and nothing in it looks like one: only other files can say whether it
    /// held anything.</summary>
    public bool IsBlank => IntactLines == 0 && !IsUnrecognised;

    /// <summary>Whether its lines say that this one, of the same owner and older, was flushed before they were
    /// written.</summary>
    public bool Proves(ShardContent older) =>
        Name.Instance == older.Name.Instance && Name.Sequence > older.Name.Sequence && HighestFlushed > 0;

    /// <summary>Whether the file is the last trace of records: it is set aside and not removed.</summary>
    public bool MustBeKept => LostFlushedRecords || IsUnrecognised;
}
