using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>Linux and macOS. The return value of a call decides; <c>errno</c> only says why.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixPlatform : PhysicalPlatform
{
    private const int OwnerOnlyDirectory = 0x1C0; // 0700

    public UnixPlatform()
    {
        // The first call of a process reports a wrong errno, since preparing it overwrites the right one.
        _ = UnixCalls.FileSync(-1);
    }

    /// <inheritdoc/>
    public override FileSystemCapabilities Capabilities { get; } =
        FileSystemCapabilities.ExclusiveLocks | FileSystemCapabilities.Durable | FileSystemCapabilities.AtomicPublish
            | FileSystemCapabilities.HardLinks | FileSystemCapabilities.Ownership | FileSystemCapabilities.ChangeTimes
        | (OperatingSystem.IsLinux() ? FileSystemCapabilities.CaseSensitive : FileSystemCapabilities.None);

    /// <inheritdoc/>
    public override bool CreateDirectory(string path, FileOwnership? ownership)
    {
        if (UnixCalls.MakeDirectory(path, OwnerOnlyDirectory) == 0)
        {
            if (ownership is not { } given) return true;

            using var handle = Open(path, UnixCalls.OpenDirectory | UnixCalls.OpenNoFollow);
            GiveTo(handle, given, path);
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.Exists && FindEntry(path)?.Kind == FileSystemEntryKind.Directory) return false;

        throw Errno.ToException(errno, "Creating the directory", path);
    }

    /// <inheritdoc/>
    public override void GiveTo(SafeFileHandle handle, FileOwnership ownership, string path) =>
        UnixOwnership.Give(handle, ownership, path);

    /// <inheritdoc/>
    public override void FlushDirectory(string path)
    {
        using var handle = Open(path, UnixCalls.OpenDirectory);
        if (UnixSync.All(handle) is var errno and not 0)
            throw Errno.ToIOException(errno, "Flushing the directory", path);
    }

    /// <inheritdoc/>
    public override void FlushFile(SafeFileHandle handle, string path)
    {
        if (UnixSync.Data(handle) is var errno and not 0) throw Errno.ToIOException(errno, "Flushing", path);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => UnixEntries.List(path);

    /// <inheritdoc/>
    public override FileSystemEntry? FindEntry(string path) => UnixEntries.Find(path, Path.GetFileName(path));

    /// <inheritdoc/>
    public override FileStatus StatusOf(SafeFileHandle handle, string path) => UnixEntries.StatusOf(handle, path);

    /// <inheritdoc/>
    public override FileStatus? FindFile(NativePath path) => UnixEntries.FindFile(path);

    /// <inheritdoc/>
    public override SafeFileHandle OpenForReading(string path) =>
        Open(path, UnixCalls.OpenNoFollow | UnixCalls.OpenNonBlocking);

    /// <inheritdoc/>
    public override void Replace(string source, string destination)
    {
        if (UnixCalls.Rename(source, destination) != 0)
            throw Errno.ToException(Marshal.GetLastPInvokeError(), "Replacing", destination);
    }

    /// <inheritdoc/>
    public override bool TryPublish(string source, string destination) =>
        UnixPublish.TryRenameExclusively(source, destination)
        ?? UnixPublish.TryLinkAndUnlink(source, destination)
        ?? UnixPublish.TryLookAndRename(source, destination);

    /// <inheritdoc/>
    public override bool TryLink(string source, string destination)
    {
        if (UnixCalls.Link(source, destination) == 0) return true;

        var errno = Marshal.GetLastPInvokeError();
        return Errno.MeansNoHardLinks(errno) ? false : throw Errno.ToException(errno, "Linking", destination);
    }

    /// <inheritdoc/>
    public override bool IsLockViolation(IOException exception) => exception.HResult == Errno.WouldBlock;

    /// <inheritdoc/>
    public override long? GetFreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;

    private static SafeFileHandle Open(string path, int flags)
    {
        while (true)
        {
            var descriptor = UnixCalls.Open(path, flags | UnixCalls.OpenCloseOnExec);
            if (descriptor >= 0) return new(descriptor, ownsHandle: true);

            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted) throw Errno.ToException(errno, "Opening", path);
        }
    }
}
