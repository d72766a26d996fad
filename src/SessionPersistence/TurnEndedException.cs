namespace SessionPersistence;

/// <summary>A verb of a turn that has ended, or is ending.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="turnId">The turn.</param>
/// <param name="outcome">How the turn ended; <see langword="null"/> while its ending is under way.</param>
/// <param name="interruptionReason">Why it ended without its answer, where that is known.</param>
public sealed class TurnEndedException(
    SessionId sessionId, TurnId turnId, TurnOutcome? outcome, string? interruptionReason = null)
    : SessionPersistenceException(MessageFor(sessionId, turnId, outcome, interruptionReason))
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the turn.</summary>
    public TurnId TurnId { get; } = turnId;

    /// <summary>Gets how the turn ended; <see langword="null"/> while its ending is under way.</summary>
    public TurnOutcome? Outcome { get; } = outcome;

    /// <summary>Gets why the turn ended without its answer, where that is known.</summary>
    public string? InterruptionReason { get; } = interruptionReason;

    private static string MessageFor(SessionId sessionId, TurnId turnId, TurnOutcome? outcome, string? reason)
    {
        var state = outcome switch
        {
            TurnOutcome.Completed => "is completed",
            TurnOutcome.Interrupted when reason is not null => $"was interrupted ({reason})",
            TurnOutcome.Interrupted => "was interrupted",
            _ => "is ending",
        };
        return $"Turn '{turnId}' of session '{sessionId}' {state} and takes no more.";
    }
}
