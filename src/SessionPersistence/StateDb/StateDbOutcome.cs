namespace SessionPersistence;

/// <summary>What a reconciliation made of one row of the table <c>sessions</c>.</summary>
/// <param name="Id">The id as it stands in the row; any text.</param>
/// <param name="Kind">What became of the row.</param>
/// <param name="Detail">One sentence for a person; not to be parsed.</param>
public sealed record StateDbOutcome(string Id, StateDbOutcomeKind Kind, string Detail)
{
    /// <summary>Gets the session; <see langword="null"/> when the id is unsafe.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Gets the number of messages: of the document that was made, else of the database.</summary>
    public long Messages { get; init; }

    /// <summary>Gets the number of messages that the row claims; where it differs, the document counts what it
    /// holds.</summary>
    public long? ClaimedMessages { get; init; }

    /// <summary>Gets the values that could not be taken as they are.</summary>
    public IReadOnlyList<StateDbFault> Faults { get; init; } = [];
}
