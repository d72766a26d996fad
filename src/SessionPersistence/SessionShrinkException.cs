namespace SessionPersistence;

/// <summary>A list that should only extend a session would lose content; nothing was written.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="stored">The number of messages that are stored.</param>
/// <param name="given">The number of messages that were given.</param>
/// <param name="firstDifference">The index of the first stored message that the list lacks or has otherwise.</param>
public sealed class SessionShrinkException(SessionId sessionId, int stored, int given, int firstDifference)
    : SessionPersistenceException(
        $"Session '{sessionId}' has {stored} messages; the {given} given do not extend them: the first difference is "
        + $"at index {firstDifference}.")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the number of messages that are stored.</summary>
    public int Stored { get; } = stored;

    /// <summary>Gets the number of messages that were given.</summary>
    public int Given { get; } = given;

    /// <summary>Gets the index of the first stored message that the list lacks or has otherwise.</summary>
    public int FirstDifference { get; } = firstDifference;
}
