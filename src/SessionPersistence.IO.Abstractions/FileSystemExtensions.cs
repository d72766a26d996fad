using System.IO.Abstractions;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>Lets a store keep its files in an <see cref="IFileSystem"/>.</summary>
public static class FileSystemExtensions
{
    /// <summary>Presents a file system of System.IO.Abstractions as a <see cref="DurableFileSystem"/>.</summary>
    /// <param name="fileSystem">Where the files are: a double in memory, or the real <see cref="FileSystem"/>.</param>
    /// <returns>
    /// A view without state of its own: all views of one <paramref name="fileSystem"/> share its locks and its open
    /// files. It does no I/O until it is used.
    /// </returns>
    /// <remarks>
    /// <para>It never claims <see cref="FileSystemCapabilities.Durable"/>. <see cref="IFileSystem"/> can neither flush
    /// a directory nor give a file a second name, and a flush of .NET returns normally on Unix when the device refused.
    /// The real <see cref="FileSystem"/> has locks that other processes respect; of any other nothing is claimed, and
    /// its locks hold among those who use the same instance. For a disk, use <see cref="PhysicalFileSystem"/>.</para>
    /// <para>A file is read whole when it is opened. While a file that was created here is open, it is written here
    /// only: what others do to it meanwhile is not seen. A replaced or deleted file stays readable to whoever has it
    /// open. Access modes are those of the process. Safe for concurrent use; one operation at a time.</para>
    /// </remarks>
    public static DurableFileSystem ToDurable(this IFileSystem fileSystem)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        return new AdaptedFileSystem(fileSystem);
    }
}
