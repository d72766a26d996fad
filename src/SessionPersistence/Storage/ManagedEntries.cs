using System.IO.Enumeration;

namespace SessionPersistence.Storage;

// Asked for what a name is, not for what is in it.
#pragma warning disable RS0030

/// <summary>What .NET says of names: all that Windows needs, and the rest where a C library is too old to be
/// asked.</summary>
internal static class ManagedEntries
{
    public static EnumerationOptions Everything { get; } =
        new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false,
            RecurseSubdirectories = false };

    public static IReadOnlyList<FileSystemEntry> List(string path) =>
    [
        .. new FileSystemEnumerable<FileSystemEntry>(
            path,
            static (ref System.IO.Enumeration.FileSystemEntry entry) =>
                new(entry.FileName.ToString(), KindOf(entry.Attributes), entry.Length, entry.LastWriteTimeUtc,
                    FileId: 0),
            Everything),
    ];

    public static FileSystemEntry? Find(string path, string name)
    {
        var info = new FileInfo(path);
        var attributes = info.Attributes;
        if ((int)attributes == -1) return null;

        var kind = KindOf(attributes);
        return new(name, kind, kind == FileSystemEntryKind.File ? info.Length : 0, info.LastWriteTimeUtc, FileId: 0);
    }

    /// <summary>Looks at one name.</summary>
    /// <returns><see langword="null"/> when it is no regular file.</returns>
    public static FileStatus? FindFile(string path) =>
        Find(path, "") is { Kind: FileSystemEntryKind.File } found ? new(0, 0, found.Length) : null;

    private static FileSystemEntryKind KindOf(FileAttributes attributes) =>
        attributes.HasFlag(FileAttributes.ReparsePoint) || attributes.HasFlag(FileAttributes.Device)
            ? FileSystemEntryKind.Other
        : attributes.HasFlag(FileAttributes.Directory) ? FileSystemEntryKind.Directory
        : FileSystemEntryKind.File;
}
