namespace SessionPersistence;

/// <summary>A session has no readable copy. Its damaged file was not touched.</summary>
/// <remarks>A <see cref="BackupGuard"/> brings a backup back, if there is one; <c>RepairOptions.Salvage</c> keeps the
/// messages that are whole.</remarks>
/// <param name="sessionId">The session.</param>
/// <param name="path">The damaged file, relative to the store's directory.</param>
/// <param name="detail">What is wrong with it, and where.</param>
public sealed class SessionCorruptException(SessionId sessionId, string path, string detail)
    : SessionPersistenceException($"Session '{sessionId}' cannot be read: {path}: {detail}")
{
    /// <summary>Gets the session.</summary>
    public SessionId SessionId { get; } = sessionId;

    /// <summary>Gets the damaged file, relative to the store's directory.</summary>
    public string Path { get; } = path;

    /// <summary>Gets what is wrong with it, and where.</summary>
    public string Detail { get; } = detail;
}
