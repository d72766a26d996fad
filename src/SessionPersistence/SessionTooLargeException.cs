namespace SessionPersistence;

/// <summary>What a session would start with is more than a store writes at once; nothing was written.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="bytes">How many bytes it would take.</param>
/// <param name="limit">How many there may be.</param>
public sealed class SessionTooLargeException(SessionId sessionId, long bytes, long limit)
    : SessionPersistenceException($"Session '{sessionId}' would start with {bytes} bytes; at most {limit} are written at once.")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets how many bytes it would take.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Gets how many bytes there may be.</summary>
    public long Limit { get; } = limit;
}
