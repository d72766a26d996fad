namespace SessionPersistence;

/// <summary>The id of a new session is taken.</summary>
/// <param name="sessionId">The id that was asked for.</param>
/// <param name="existing">The session that is there: the same id, or one that differs only in case.</param>
public sealed class SessionExistsException(SessionId sessionId, SessionId existing)
    : SessionPersistenceException(sessionId == existing
        ? $"Session '{sessionId}' exists already."
        : $"Session '{sessionId}' differs from the existing '{existing}' only in case, which a case-insensitive file "
            + "system cannot keep apart.")
{
    /// <summary>Gets the id that was asked for.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the session that is there.</summary>
    public SessionId Existing { get; } = existing;
}
