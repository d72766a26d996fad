namespace SessionPersistence;

/// <summary>The directory cannot hold a store: it cannot be read or written, or its file system fails the self-test.
/// Choose another.</summary>
/// <param name="directory">The directory.</param>
/// <param name="reason">Why.</param>
/// <param name="innerException">The error of the file system, if there was one.</param>
public sealed class StoreUnavailableException(string directory, string reason, Exception? innerException = null)
    : SessionPersistenceException($"The directory '{directory}' cannot be used as a store: {reason}", innerException)
{
    /// <summary>Gets the directory.</summary>
    public string Directory { get; } = directory;
}
