namespace SessionPersistence;

/// <summary>What one call would write is more than is written at once; nothing was written.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="bytes">How many bytes would be written.</param>
/// <param name="limit">How many there may be.</param>
public sealed class SessionTooLargeException(SessionId sessionId, long bytes, long limit)
    : SessionPersistenceException($"The call would write {bytes} bytes of session '{sessionId}'; at most {limit} are "
        + "written at once, and nothing was.")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets how many bytes would be written.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Gets how many bytes there may be.</summary>
    public long Limit { get; } = limit;
}
