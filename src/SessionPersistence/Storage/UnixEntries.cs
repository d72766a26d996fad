using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>What Unix says of names. .NET would follow some links, cannot tell a pipe from a file, and has no
/// inode.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixEntries
{
    private const int KindMask = 0xF000;
    private const int ModeMask = 0xFFF;
    private const int RegularFile = 0x8000;
    private const int Directory = 0x4000;

    private static volatile bool HasStatus = true;

    public static IReadOnlyList<FileSystemEntry> List(string path)
    {
        var entries = new List<FileSystemEntry>();
        var names = new FileSystemEnumerable<string>(
            path,
            static (ref System.IO.Enumeration.FileSystemEntry entry) => entry.FileName.ToString(),
            ManagedEntries.Everything);
        foreach (var name in names)
        {
            if (Find(Path.Join(path, name), name) is { } entry) entries.Add(entry);

            // A name that is not UTF-8 cannot be asked for, but it is there. Any other was deleted meanwhile.
            else if (name.Contains('\uFFFD', StringComparison.Ordinal))
                entries.Add(new(name, FileSystemEntryKind.Other, 0, default, 0));
        }

        return entries;
    }

    public static FileSystemEntry? Find(string path, string name)
    {
        if (!HasStatus) return ManagedEntries.Find(path, name);

        try
        {
            return OperatingSystem.IsMacOS() ? FindOnMac(path, name) : FindOnLinux(path, name);
        }
        catch (EntryPointNotFoundException)
        {
            HasStatus = false;
            return ManagedEntries.Find(path, name);
        }
    }

    /// <summary>Says which file an open one is.</summary>
    public static FileStatus StatusOf(SafeFileHandle handle, string path)
    {
        if (!HasStatus) return default;

        try
        {
            if (OperatingSystem.IsMacOS())
                return UnixCalls.Status(handle, out MacStatus mac) == 0 ? mac.ToFileStatus() : throw Failure(path);

            return UnixCalls.Status(handle, out LinuxStatus linux) == 0 ? linux.ToFileStatus() : throw Failure(path);
        }
        catch (EntryPointNotFoundException)
        {
            HasStatus = false;
            return default;
        }
    }

    /// <summary>Looks at one name, and allocates nothing.</summary>
    /// <returns><see langword="null"/> when it is no regular file.</returns>
    public static FileStatus? FindFile(NativePath path)
    {
        if (!HasStatus) return ManagedEntries.FindFile(path.Text);

        if (OperatingSystem.IsMacOS())
        {
            if (UnixCalls.Status(path, out MacStatus mac) != 0) return NoFileOrThrow(path.Text);
            return KindOf(mac.Mode) == FileSystemEntryKind.File ? mac.ToFileStatus() : null;
        }

        if (UnixCalls.Status(path, out LinuxStatus linux) != 0) return NoFileOrThrow(path.Text);
        return KindOf(linux.Mode) == FileSystemEntryKind.File ? linux.ToFileStatus() : null;
    }

    private static FileSystemEntry? FindOnLinux(string path, string name)
    {
        if (UnixCalls.Status(path, out LinuxStatus status) != 0) return NoneOrThrow(path);

        return new(name, KindOf(status.Mode), (long)status.Size, At(status.ModifiedSeconds, status.ModifiedNanoseconds),
            status.Inode)
        {
            ChangeTime = At(status.ChangedSeconds, status.ChangedNanoseconds),
            Ownership = new(status.UserId, status.GroupId, (UnixFileMode)(status.Mode & ModeMask)),
        };
    }

    private static FileSystemEntry? FindOnMac(string path, string name)
    {
        if (UnixCalls.Status(path, out MacStatus status) != 0) return NoneOrThrow(path);

        return new(name, KindOf(status.Mode), status.Size, At(status.ModifiedSeconds, status.ModifiedNanoseconds),
            status.Inode)
        {
            ChangeTime = At(status.ChangedSeconds, status.ChangedNanoseconds),
            Ownership = new(status.UserId, status.GroupId, (UnixFileMode)(status.Mode & ModeMask)),
        };
    }

    private static FileSystemEntry? NoneOrThrow(string path) => IsNone() ? null : throw Failure(path);

    private static FileStatus? NoFileOrThrow(string path) => IsNone() ? null : throw Failure(path);

    private static bool IsNone() => Marshal.GetLastPInvokeError() is Errno.NoEntry or Errno.NotADirectory;

    private static Exception Failure(string path) =>
        Errno.ToException(Marshal.GetLastPInvokeError(), "Looking at", path);

    private static FileSystemEntryKind KindOf(int mode) => (mode & KindMask) switch
    {
        RegularFile => FileSystemEntryKind.File,
        Directory => FileSystemEntryKind.Directory,
        _ => FileSystemEntryKind.Other,
    };

    private static DateTimeOffset At(long seconds, long nanoseconds)
    {
        // A file can carry any time; one that .NET cannot say must not stop a listing.
        seconds = Math.Clamp(
            seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }
}
