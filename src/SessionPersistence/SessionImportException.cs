namespace SessionPersistence;

/// <summary>What was to be imported is no session that can be read; nothing was created.</summary>
/// <param name="message">What is wrong with it, in one sentence.</param>
/// <param name="offset">Where, in bytes from the start, if a place can be named.</param>
public sealed class SessionImportException(string message, long? offset = null) : SessionPersistenceException(message)
{
    /// <summary>Gets where it stops being one, in bytes from the start, if a place can be named.</summary>
    public long? Offset { get; } = offset;
}
