using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

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

    private static FileSystemEntry? NoneOrThrow(string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.NoEntry or Errno.NotADirectory
            ? null
            : throw Errno.ToException(errno, "Looking at", path);
    }

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
