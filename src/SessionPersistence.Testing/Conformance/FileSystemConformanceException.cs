using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>A file system did otherwise than <see cref="DurableFileSystem"/> promises.</summary>
public sealed class FileSystemConformanceException : Exception
{
    /// <summary>Creates one that says nothing.</summary>
    public FileSystemConformanceException()
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What it did, and what it should have done.</param>
    public FileSystemConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one with what it threw.</summary>
    /// <param name="message">What it did, and what it should have done.</param>
    /// <param name="innerException">What it threw.</param>
    public FileSystemConformanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
