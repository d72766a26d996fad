namespace SessionPersistence;

/// <summary>The session has been written since the caller read it: load it again and decide.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="expectedRevision">The revision that the caller has seen.</param>
/// <param name="actualRevision">The revision that the session is at.</param>
public sealed class SessionConflictException(SessionId sessionId, long expectedRevision, long actualRevision)
    : SessionPersistenceException(
        $"Session '{sessionId}' is at revision {actualRevision}, not {expectedRevision}.")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the revision that the caller has seen.</summary>
    public long ExpectedRevision { get; } = expectedRevision;

    /// <summary>Gets the revision that the session is at.</summary>
    public long ActualRevision { get; } = actualRevision;
}
