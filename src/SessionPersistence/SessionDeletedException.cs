namespace SessionPersistence;

/// <summary>The id of a new session belongs to a deleted one, and <see cref="NewSession.ReplaceDeleted"/> is
/// off.</summary>
/// <param name="sessionId">The id.</param>
public sealed class SessionDeletedException(SessionId sessionId)
    : SessionPersistenceException($"Session '{sessionId}' was deleted, and its id is used again only on request: "
        + "with NewSession.ReplaceDeleted, or ImportOptions.ReplaceDeleted.")
{
    /// <summary>Gets the id.</summary>
    public SessionId SessionId { get; } = sessionId;
}
