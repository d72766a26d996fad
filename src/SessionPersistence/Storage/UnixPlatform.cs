using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>Linux and macOS. The return value of a call decides; <c>errno</c> only says why.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixPlatform : PhysicalPlatform
{
    private const int OwnerOnlyDirectory = 0x1C0; // 0700

    // A call that the C library lacks is found missing once; a kernel or file system that lacks it is asked each time.
    private static volatile bool HasDataSync = OperatingSystem.IsLinux();
    private static volatile bool HasExclusiveRename = true;

    public UnixPlatform()
    {
        // The first call of a process reports a wrong errno, since preparing it overwrites the right one.
        _ = UnixCalls.FileSync(-1);
    }

    /// <inheritdoc/>
    public override FileSystemCapabilities Capabilities { get; } =
        FileSystemCapabilities.ExclusiveLocks | FileSystemCapabilities.Durable | FileSystemCapabilities.AtomicPublish | FileSystemCapabilities.HardLinks
        | (OperatingSystem.IsLinux() ? FileSystemCapabilities.CaseSensitive : FileSystemCapabilities.None);

    /// <inheritdoc/>
    public override bool CreateDirectory(string path)
    {
        if (UnixCalls.MakeDirectory(path, OwnerOnlyDirectory) == 0) return true;

        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.Exists && FindEntry(path)?.Kind == FileSystemEntryKind.Directory) return false;

        throw Errno.ToException(errno, "Creating the directory", path);
    }

    /// <inheritdoc/>
    public override void FlushDirectory(string path)
    {
        using var handle = Open(path, UnixCalls.OpenDirectory);
        if (Sync(handle) is var errno and not 0) throw Errno.ToIOException(errno, "Flushing the directory", path);
    }

    /// <inheritdoc/>
    public override void FlushFile(SafeFileHandle handle, string path)
    {
        if (SyncData(handle) is var errno and not 0) throw Errno.ToIOException(errno, "Flushing", path);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => UnixEntries.List(path);

    /// <inheritdoc/>
    public override FileSystemEntry? FindEntry(string path) => UnixEntries.Find(path, Path.GetFileName(path));

    /// <inheritdoc/>
    public override SafeFileHandle OpenForReading(string path) => Open(path, UnixCalls.OpenNoFollow | UnixCalls.OpenNonBlocking);

    /// <inheritdoc/>
    public override void Replace(string source, string destination)
    {
        if (UnixCalls.Rename(source, destination) != 0) throw LastError("Replacing", destination);
    }

    /// <inheritdoc/>
    public override bool TryPublish(string source, string destination) =>
        TryRenameExclusively(source, destination)
        ?? TryLinkAndUnlink(source, destination)
        ?? TryLookAndRename(source, destination);

    /// <inheritdoc/>
    public override bool TryLink(string source, string destination)
    {
        if (UnixCalls.Link(source, destination) == 0) return true;

        var errno = Marshal.GetLastPInvokeError();
        return Errno.MeansNoHardLinks(errno) ? false : throw Errno.ToException(errno, "Linking", destination);
    }

    /// <inheritdoc/>
    public override bool IsLockViolation(IOException exception) => exception.HResult == Errno.WouldBlock;

    /// <summary>Returns <see langword="null"/> where this is unknown: NFS, old kernels, some file systems in user space.</summary>
    private static bool? TryRenameExclusively(string source, string destination)
    {
        if (!HasExclusiveRename) return null;

        try
        {
            if (UnixCalls.RenameExclusively(source, destination) == 0) return true;
        }
        catch (EntryPointNotFoundException)
        {
            HasExclusiveRename = false;
            return null;
        }

        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.Exists) return false;

        return errno == Errno.Invalid || Errno.MeansNotSupported(errno) ? null : throw Errno.ToException(errno, "Publishing", destination);
    }

    /// <summary>Returns <see langword="null"/> where there are no hard links.</summary>
    private bool? TryLinkAndUnlink(string source, string destination)
    {
        if (UnixCalls.Link(source, destination) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (Errno.MeansNoHardLinks(errno)) return null;
            if (errno != Errno.Exists) throw Errno.ToException(errno, "Publishing", destination);

            // The reply of a network file system may be lost and the request repeated: then the name that is taken is ours.
            if (FindEntry(source) is not { FileId: not 0 } ours || FindEntry(destination)?.FileId != ours.FileId) return false;
        }

        if (UnixCalls.Unlink(source) != 0) throw LastError("Removing the staging name", source);

        return true;
    }

    /// <summary>One winner only under the store's lock.</summary>
    private bool TryLookAndRename(string source, string destination)
    {
        if (FindEntry(destination) is not null) return false;

        Replace(source, destination);
        return true;
    }

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

    /// <summary>Makes bytes and length durable; time stamps may wait, so that overwriting needs no commit of the file system's journal.</summary>
    /// <returns>0 or an errno.</returns>
    private static int SyncData(SafeFileHandle handle)
    {
        if (!HasDataSync) return Sync(handle);

        try
        {
            return Retried(UnixCalls.FileDataSync, handle);
        }
        catch (EntryPointNotFoundException)
        {
            HasDataSync = false;
            return Sync(handle);
        }
    }

    private static int Sync(SafeFileHandle handle)
    {
        // Only this empties the cache of the drive on macOS; network file systems do not know it.
        if (OperatingSystem.IsMacOS() && Retried(static h => UnixCalls.FileControl(h, UnixCalls.FullSync), handle) == 0) return 0;

        return Retried(UnixCalls.FileSync, handle);
    }

    private static int Retried(Func<SafeFileHandle, int> call, SafeFileHandle handle)
    {
        while (true)
        {
            if (call(handle) >= 0) return 0;

            // An unknown reason is still a failure.
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted) return errno == 0 ? Errno.InputOutput : errno;
        }
    }

    private static Exception LastError(string operation, string path) => Errno.ToException(Marshal.GetLastPInvokeError(), operation, path);
}
