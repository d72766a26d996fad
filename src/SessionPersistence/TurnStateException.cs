namespace SessionPersistence;

/// <summary>A verb of a turn that has ended, or is ending.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="turnId">The turn.</param>
/// <param name="state">Where the turn stands.</param>
public sealed class TurnStateException(SessionId sessionId, TurnId turnId, TurnState state)
    : SessionPersistenceException(
        $"Turn '{turnId}' of session '{sessionId}' is {state.ToString().ToLowerInvariant()} and takes no more.")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the turn.</summary>
    public TurnId TurnId { get; } = turnId;

    /// <summary>Gets where the turn stands.</summary>
    public TurnState State { get; } = state;
}
