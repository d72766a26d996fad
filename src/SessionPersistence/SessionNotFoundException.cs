namespace SessionPersistence;

/// <summary>There is no such session.</summary>
/// <param name="sessionId">The id.</param>
/// <param name="wasDeleted">Whether there was one.</param>
public sealed class SessionNotFoundException(SessionId sessionId, bool wasDeleted)
    : SessionPersistenceException(
        wasDeleted ? $"Session '{sessionId}' was deleted." : $"There is no session '{sessionId}'.")
{
    /// <summary>Gets the id.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets whether a session of this id was deleted: a late writer must give up, not create it
    /// again.</summary>
    public bool WasDeleted { get; } = wasDeleted;
}
