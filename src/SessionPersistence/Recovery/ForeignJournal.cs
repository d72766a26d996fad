namespace SessionPersistence.Recovery;

/// <summary>What another program's journal says of one session.</summary>
/// <param name="Turns">The turns, in the order in which they began.</param>
/// <param name="Damage">What of it could not be read: file, byte offset where one can be named, and why.</param>
internal sealed record ForeignJournal(
    IReadOnlyList<ForeignTurn> Turns, IReadOnlyList<(string Path, long? Offset, string Reason)> Damage)
{
    /// <summary>Gets the journal of a session that has none.</summary>
    public static ForeignJournal Empty { get; } = new([], []);
}
