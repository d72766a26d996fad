namespace SessionPersistence;

/// <summary>The session has been written since the caller read it.</summary>
public sealed class SessionConflictException : SessionPersistenceException
{
    /// <summary>Tells of a stale revision.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="expected">The revision that the caller has seen.</param>
    /// <param name="found">The revision that the session is at.</param>
    public SessionConflictException(SessionId sessionId, long expected, long found)
        : base($"Session '{sessionId}' is at revision {found}, not {expected}.") =>
        (SessionId, Expected, Found) = (sessionId, expected, found);

    /// <summary>Tells of a backup generation that was changed or removed since it was listed.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="found">The revision that the session is at.</param>
    public SessionConflictException(BackupGeneration generation, long found)
        : base($"Backup generation {generation?.Number} of session '{generation?.SessionId}' is no longer what was "
            + "listed.")
    {
        ArgumentNullException.ThrowIfNull(generation);
        (SessionId, Found) = (generation.SessionId, found);
    }

    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; }

    /// <summary>Gets the revision that the caller has seen; <see langword="null"/> where the conflict is about a
    /// backup.</summary>
    public long? Expected { get; }

    /// <summary>Gets the revision that the session is at: load it again and redo the change.</summary>
    public long Found { get; }
}
