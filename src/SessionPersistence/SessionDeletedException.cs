namespace SessionPersistence;

/// <summary>The id of a new session belongs to a deleted one, and <see cref="NewSession.ReplaceDeleted"/> is
/// off.</summary>
/// <param name="sessionId">The id.</param>
public sealed class SessionDeletedException(SessionId sessionId)
    : SessionPersistenceException($"Session '{sessionId}' was deleted; set ReplaceDeleted to use its id again.")
{
    /// <summary>Gets the id.</summary>
    public SessionId SessionId { get; } = sessionId;
}
