namespace SessionPersistence;

/// <summary>What one call would write is more than is written at once, and nothing was written; or the file of a
/// session is larger than is read.</summary>
public sealed class SessionTooLargeException : SessionPersistenceException
{
    /// <summary>Tells of a call.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="bytes">How many bytes would be written.</param>
    /// <param name="limit">How many there may be.</param>
    public SessionTooLargeException(SessionId sessionId, long bytes, long limit)
        : base($"The call would write {bytes} bytes of session '{sessionId}'; at most {limit} are written at once, and "
            + "nothing was.") => (SessionId, Bytes, Limit) = (sessionId, bytes, limit);

    private SessionTooLargeException(SessionId sessionId, string file, long bytes, long limit)
        : base($"Session '{sessionId}' is not read: {file} has {bytes} bytes, and "
            + $"{nameof(FileSessionStoreOptions)}.{nameof(FileSessionStoreOptions.MaxDocumentBytes)} "
            + $"(--max-document-bytes) is {limit}. The file is whole as far as is known, and was not touched.") =>
        (SessionId, Bytes, Limit) = (sessionId, bytes, limit);

    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; }

    /// <summary>Gets how many bytes would be written, or the file has.</summary>
    public long Bytes { get; }

    /// <summary>Gets how many bytes there may be.</summary>
    public long Limit { get; }

    /// <summary>Makes the error of a file that is larger than is read.</summary>
    internal static SessionTooLargeException ToRead(SessionId sessionId, string file, long bytes, long limit) =>
        new(sessionId, file, bytes, limit);
}
