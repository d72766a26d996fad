using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>What <see cref="PhysicalFileSystem"/> must ask the operating system itself, since .NET has no call for it
/// or hides its failure.</summary>
internal abstract class PhysicalPlatform
{
    /// <summary>Gets the platform that the process runs on.</summary>
    public static PhysicalPlatform Current { get; } =
        OperatingSystem.IsWindows() ? new WindowsPlatform()
        : OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? new UnixPlatform()
        : throw new PlatformNotSupportedException("Durable files are known for Linux, macOS and Windows only.");

    public abstract FileSystemCapabilities Capabilities { get; }

    public abstract bool CreateDirectory(string path, FileOwnership? ownership);

    /// <summary>Gives a file that was just created an owner, a group and a mode, as far as this process
    /// may.</summary>
    public abstract void GiveTo(SafeFileHandle handle, FileOwnership ownership, string path);

    public abstract void FlushDirectory(string path);

    public abstract IReadOnlyList<FileSystemEntry> ListDirectory(string path);

    public abstract FileSystemEntry? FindEntry(string path);

    /// <summary>Says which file an open one is.</summary>
    public abstract FileStatus StatusOf(SafeFileHandle handle, string path);

    /// <summary>Looks at one name, and allocates nothing.</summary>
    /// <returns><see langword="null"/> when it is no regular file.</returns>
    public abstract FileStatus? FindFile(NativePath path);

    /// <summary>Opens a file that was just seen to be a regular one; never waits, never follows a link that took its
    /// place.</summary>
    public abstract SafeFileHandle OpenForReading(string path);

    public abstract void FlushFile(SafeFileHandle handle, string path);

    public abstract void Replace(string source, string destination);

    public abstract bool TryPublish(string source, string destination);

    public abstract bool TryLink(string source, string destination);

    /// <summary>Returns whether opening failed because someone else has the file locked.</summary>
    public abstract bool IsLockViolation(IOException exception);

    public abstract long? GetFreeBytes(string directory);
}
