using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>Windows. NTFS keeps the order of names by itself, so that directories are never flushed.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsPlatform : PhysicalPlatform
{
    private readonly SharingRetry _retry = new(
        static pause => Task.Delay(pause, TimeProvider.System).GetAwaiter().GetResult());

    /// <inheritdoc/>
    public override FileSystemCapabilities Capabilities =>
        FileSystemCapabilities.ExclusiveLocks | FileSystemCapabilities.Durable | FileSystemCapabilities.AtomicPublish
            | FileSystemCapabilities.HardLinks;

    /// <inheritdoc/>
    public override bool CreateDirectory(string path, FileOwnership? ownership)
    {
        if (WindowsCalls.CreateDirectory(WindowsCalls.Extended(path), securityAttributes: 0)) return true;

        var error = Marshal.GetLastPInvokeError();
        if (error == WindowsError.AlreadyExists && FindEntry(path)?.Kind == FileSystemEntryKind.Directory) return false;

        throw WindowsError.ToException(error, "Creating the directory", path);
    }

    /// <inheritdoc/>
    public override void GiveTo(SafeFileHandle handle, FileOwnership ownership, string path)
    {
        // Access lists are inherited from the directory.
    }

    /// <inheritdoc/>
    public override void FlushDirectory(string path)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => ManagedEntries.List(path);

    /// <inheritdoc/>
    public override FileSystemEntry? FindEntry(string path) => ManagedEntries.Find(path, Path.GetFileName(path));

    /// <inheritdoc/>
    public override FileStatus StatusOf(SafeFileHandle handle, string path) => default;

    /// <inheritdoc/>
    public override FileStatus? FindFile(NativePath path)
    {
        if (WindowsCalls.GetFileAttributes(path.Text, 0, out var found))
            return (found.Attributes & WindowsFileAttributes.NotAFile) == 0 ? new(0, 0, found.Length) : null;

        var error = Marshal.GetLastPInvokeError();
        return WindowsError.MeansNone(error) ? null : throw WindowsError.ToException(error, "Looking at", path.Text);
    }

    /// <inheritdoc/>
    public override SafeFileHandle OpenForReading(string path)
    {
#pragma warning disable RS0030 // The one opening for reading; others keep every right to the file.
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
#pragma warning restore RS0030
    }

    /// <inheritdoc/>
    public override void FlushFile(SafeFileHandle handle, string path)
    {
        if (!WindowsCalls.FlushFileBuffers(handle))
            throw WindowsError.ToException(Marshal.GetLastPInvokeError(), "Flushing", path);
    }

    /// <inheritdoc/>
    public override void Replace(string source, string destination)
    {
        var error = Move(source, destination, WindowsCalls.MoveReplaceExisting | WindowsCalls.MoveWriteThrough);
        if (error != 0) throw WindowsError.ToException(error, "Replacing", destination);
    }

    /// <inheritdoc/>
    public override bool TryPublish(string source, string destination) =>
        Move(source, destination, WindowsCalls.MoveWriteThrough) switch
        {
            0 => true,
            WindowsError.AlreadyExists or WindowsError.FileExists => false,
            var error => throw WindowsError.ToException(error, "Publishing", destination),
        };

    /// <inheritdoc/>
    public override bool TryLink(string source, string destination)
    {
        if (WindowsCalls.CreateHardLink(
            WindowsCalls.Extended(destination), WindowsCalls.Extended(source), securityAttributes: 0)) return true;

        var error = Marshal.GetLastPInvokeError();
        return WindowsError.MeansNoHardLinks(error)
            ? false
            : throw WindowsError.ToException(error, "Linking", destination);
    }

    /// <inheritdoc/>
    public override bool IsLockViolation(IOException exception) => WindowsError.IsSharing(exception.HResult & 0xFFFF);

    /// <inheritdoc/>
    public override long? GetFreeBytes(string directory) =>
        WindowsCalls.GetDiskFreeSpace(WindowsCalls.Extended(directory), out var free, total: 0, totalFree: 0)
            ? (long)Math.Min(free, long.MaxValue)
            : throw WindowsError.ToException(Marshal.GetLastPInvokeError(), "Asking for the space of", directory);

    /// <summary>Renames without the copy that would not be atomic; virus scanners and indexers hold files open for a
    /// moment.</summary>
    private int Move(string source, string destination, uint flags)
    {
        var (from, to) = (WindowsCalls.Extended(source), WindowsCalls.Extended(destination));
        return _retry.Run(() => WindowsCalls.MoveFile(from, to, flags) ? 0 : Marshal.GetLastPInvokeError());
    }
}
