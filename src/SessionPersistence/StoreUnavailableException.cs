namespace SessionPersistence;

/// <summary>The directory cannot hold a store now: it cannot be read or written, the disk is full, or its file system
/// fails the self-test.</summary>
/// <remarks>The next call tries again. <see cref="StoreAccess.ReadOnly"/> reads where nothing can be written.</remarks>
/// <param name="directory">The directory.</param>
/// <param name="reason">Why.</param>
/// <param name="innerException">The error of the file system, if there was one.</param>
public sealed class StoreUnavailableException(string directory, string reason, Exception? innerException = null)
    : SessionPersistenceException($"The directory '{directory}' cannot be used as a store: {reason}", innerException)
{
    /// <summary>Gets the directory.</summary>
    public string Directory { get; } = directory;
}
