namespace SessionPersistence;

/// <summary>What a list shows of a session: its attributes and the store's own account of it, without
/// messages.</summary>
/// <remarks>
/// An immutable snapshot of one revision. The members that this type adds are the store's: a function given to
/// <see cref="ISessionStore.UpdateMetadataAsync"/> may change the inherited attributes only.
/// </remarks>
public sealed record SessionMetadata : SessionAttributes
{
    /// <summary>Gets the id of the session.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Gets the number of the newest write: 1 for a new session, larger with each write, not always by
    /// one.</summary>
    public required long Revision { get; init; }

    /// <summary>Gets the number of messages.</summary>
    public required int MessageCount { get; init; }

    /// <summary>Gets when the session was created, by the wall clock of that moment.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the session was last written, by the wall clock of that moment. Orders nothing but
    /// lists.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the turn that is open, if any.</summary>
    public TurnId? OpenTurnId { get; init; }

    /// <summary>Gets what is wrong with the file of the session; <see langword="null"/> when nothing is known to
    /// be.</summary>
    /// <remarks>The session stays in lists, with what else is known of it.</remarks>
    public SessionFault? Fault { get; init; }
}
