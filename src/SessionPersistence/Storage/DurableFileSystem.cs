namespace SessionPersistence.Storage;

/// <summary>The one seam between this library and a disk, made of what durability needs.</summary>
/// <remarks>
/// <para>Two things persist anything: <see cref="DurableFile.Flush"/> for the bytes and the length of a file,
/// <see cref="FlushDirectory"/> for the names in a directory. Everything else is visible at once and may be lost, in
/// any combination, when the power goes.</para>
/// <para>A failure is an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>; none is swallowed.
/// A flush that failed has dropped what it should have kept: it must not be tried again on the same file.</para>
/// <para>Paths are those of the file system itself. Symbolic links are never followed at the last component. Safe for
/// concurrent use.</para>
/// </remarks>
public abstract class DurableFileSystem
{
    /// <summary>Gets what this file system really does.</summary>
    public abstract FileSystemCapabilities Capabilities { get; }

    /// <summary>Creates one directory. Durable after <see cref="FlushDirectory"/> of its parent.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="ownership">What it is to belong to, as in <see cref="CreateFile"/>; mode 0700 when
    /// <see langword="null"/>.</param>
    /// <returns><see langword="false"/> when there was one already.</returns>
    /// <exception cref="IOException">The name is a file, the parent is missing, or the device refused.</exception>
    public abstract bool CreateDirectory(string path, FileOwnership? ownership = null);

    /// <summary>Flushes the names in a directory: what was created, linked, replaced or deleted there before the call
    /// is durable when it returns.</summary>
    /// <remarks>Does nothing where the platform keeps names durable in order by itself (Windows).</remarks>
    /// <exception cref="IOException">The device refused: which of the changes are durable is unknown.</exception>
    public abstract void FlushDirectory(string path);

    /// <summary>Lists a directory, in no particular order.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public abstract IReadOnlyList<FileSystemEntry> ListDirectory(string path);

    /// <summary>Looks at one name. One that ends in <c>/.</c> is the directory that a link leads to.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    public abstract FileSystemEntry? FindEntry(string path);

    /// <summary>Creates a file and opens it for reading and writing. Its name is durable after
    /// <see cref="FlushDirectory"/>.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="ownership">What it is to belong to, set before the call returns; mode 0600 and what the system
    /// gives when <see langword="null"/>. An owner or a group that this process may not give is left as it is: who
    /// cares looks at what became of the file. A group that could not be given gets no access.</param>
    /// <remarks>Where there is no <see cref="FileSystemCapabilities.Ownership"/>, the parameter is
    /// ignored.</remarks>
    /// <exception cref="IOException">The name is taken, or the device refused.</exception>
    public abstract DurableFile CreateFile(string path, FileOwnership? ownership = null);

    /// <summary>Opens a file for reading. Others may read, write, replace and delete it meanwhile; the open file stays
    /// what it was.</summary>
    /// <remarks>Where the platform can flush a file that is open for reading (not Windows),
    /// <see cref="DurableFile.Flush"/> makes durable what others wrote.</remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The name is a directory, a link, a device or a pipe, or the device refused. It
    /// never waits for the other end of a pipe.</exception>
    public abstract DurableFile OpenFile(string path);

    /// <summary>Gives a file the name of another, which is replaced if it exists: at every instant the name is the old
    /// or the new file.</summary>
    /// <remarks>Both names are in the same directory. Retries a sharing violation for about two seconds on
    /// Windows.</remarks>
    /// <exception cref="IOException">The device refused; on a network file system it may have happened all the
    /// same.</exception>
    public abstract void ReplaceFile(string sourcePath, string destinationPath);

    /// <summary>Gives a file a name that must be free: create-or-fail. Of all who try, one wins, and the name is that
    /// one's content, whole.</summary>
    /// <returns><see langword="false"/> when the name is taken; the source then keeps its name.</returns>
    /// <exception cref="IOException">The device refused; the file may have the new name, and the old one
    /// too.</exception>
    public abstract bool TryPublishFile(string sourcePath, string destinationPath);

    /// <summary>Gives a file a second name, which must be free.</summary>
    /// <returns><see langword="false"/> where this file system has no hard links.</returns>
    /// <exception cref="IOException">The name is taken, or the device refused.</exception>
    public abstract bool TryLinkFile(string sourcePath, string destinationPath);

    /// <summary>Removes a name; nothing happens when there is none. Durable after
    /// <see cref="FlushDirectory"/>.</summary>
    public abstract void DeleteFile(string path);

    /// <summary>Takes an exclusive lock by holding a file open; the file is created if it is missing, and never
    /// deleted.</summary>
    /// <returns>The lock; <see langword="null"/> when someone else has it.</returns>
    /// <exception cref="IOException">The file cannot be opened at all.</exception>
    public abstract DurableLock? TryLock(string path);

    /// <summary>Asks how much more can be written to the volume of a directory.</summary>
    /// <returns>Bytes that this process may still use; <see langword="null"/> where that is not known.</returns>
    /// <exception cref="IOException">There is no such directory, or the device refused.</exception>
    public abstract long? GetFreeBytes(string directory);
}
