namespace SessionPersistence;

/// <summary>An event where it stands in a <see cref="TurnJournal"/>.</summary>
public readonly record struct TurnRecord
{
    private readonly TurnEvent? _said;

    internal TurnRecord(SessionId sessionId, TurnId turnId, DateTimeOffset createdAt, long revision, TurnEvent said)
    {
        (SessionId, TurnId, CreatedAt, Revision, _said) = (sessionId, turnId, createdAt, revision, said);
    }

    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; }

    /// <summary>Gets the turn.</summary>
    public TurnId TurnId { get; }

    /// <summary>Gets when the event happened, by the wall clock of its host.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Gets the number of the record: one sequence for the whole journal, which only grows, also over
    /// restarts. It may have gaps.</summary>
    public long Revision { get; }

    /// <summary>Gets the event exactly as it was written, with what the journal filled in.</summary>
    /// <exception cref="InvalidOperationException">This is <see langword="default"/>, which is no record.</exception>
    public TurnEvent Event => _said switch
    {
        null => throw new InvalidOperationException("default(TurnRecord) is no record."),
        { TurnId: not null, CreatedAt: not null } => _said,

        // Made only for whoever asks: an append leaves no garbage.
        _ => _said with { TurnId = TurnId, CreatedAt = CreatedAt },
    };
}
