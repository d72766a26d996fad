namespace SessionPersistence;

/// <summary>One message as a state database has it.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Message">The message, with the members that the row has a value for.</param>
public sealed record StateDbMessage(SessionId SessionId, SessionMessage Message)
{
    /// <summary>Gets what could not be taken as it is.</summary>
    public IReadOnlyList<StateDbFault> Faults { get; init; } = [];
}
