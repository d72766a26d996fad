namespace SessionPersistence;

/// <summary>The session has an open turn.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="openTurnId">The open turn.</param>
public sealed class TurnInProgressException(SessionId sessionId, TurnId openTurnId)
    : SessionPersistenceException($"Turn '{openTurnId}' of session '{sessionId}' is open.")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the open turn: <see cref="ISessionStore.FindOpenTurnAsync"/> gives a handle to stop it.</summary>
    public TurnId OpenTurnId { get; } = openTurnId;
}
