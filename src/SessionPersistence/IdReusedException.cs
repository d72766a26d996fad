namespace SessionPersistence;

/// <summary>An id that the session has already was given again, and not to repeat what was said under it. Nothing was
/// written; a turn that was open still is.</summary>
/// <remarks>A bug of the host: a repeat says the same under the same ids, in the same order, and gives all of
/// them.</remarks>
public sealed class IdReusedException : SessionPersistenceException
{
    /// <summary>Tells of a message.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="messageId">The id: there with other content, in another order, or beside ids that are not
    /// there.</param>
    public IdReusedException(SessionId sessionId, string messageId)
        : base($"Message '{messageId}' is in session '{sessionId}' already, and the call does not repeat what was "
            + "written: a repeat has all of its messages, in their order, saying the same.") =>
        (SessionId, MessageId) = (sessionId, messageId);

    /// <summary>Tells of a turn.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="turnId">The id: of a turn with another input.</param>
    public IdReusedException(SessionId sessionId, TurnId turnId)
        : base($"Turn '{turnId}' of session '{sessionId}' was begun with another input.") =>
        (SessionId, TurnId) = (sessionId, turnId);

    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; }

    /// <summary>Gets the id of the message, where it is one.</summary>
    public string? MessageId { get; }

    /// <summary>Gets the id of the turn, where it is one.</summary>
    public TurnId? TurnId { get; }
}
