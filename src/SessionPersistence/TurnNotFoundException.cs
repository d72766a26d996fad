namespace SessionPersistence;

/// <summary>An ending of a turn that was never submitted, or that names none. Nothing was written; a turn that is open
/// still is.</summary>
/// <remarks>Also of a turn that ended so long ago that a <see cref="TurnJournal"/> does not remember it.</remarks>
/// <param name="sessionId">The session.</param>
/// <param name="turnId">The turn; <see langword="null"/> for none.</param>
/// <param name="openTurnId">The turn that is open; <see langword="null"/> for none.</param>
public sealed class TurnNotFoundException(SessionId sessionId, TurnId? turnId, TurnId? openTurnId)
    : SessionPersistenceException(
        (turnId is null
            ? $"The ending names no turn of session '{sessionId}'; "
            : $"Session '{sessionId}' has no turn '{turnId}' to end; ")
        + (openTurnId is null ? "none is open." : $"turn '{openTurnId}' is open."))
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the turn that was to end; <see langword="null"/> where none was named.</summary>
    public TurnId? TurnId { get; } = turnId;

    /// <summary>Gets the turn that is open, of several the one that was submitted last; <see langword="null"/> where
    /// none is.</summary>
    public TurnId? OpenTurnId { get; } = openTurnId;
}
