namespace SessionPersistence.Storage;

/// <summary>What a directory says of one name.</summary>
/// <param name="Name">The name, without the directory.</param>
/// <param name="Kind">What it names.</param>
/// <param name="Length">The length in bytes of a file.</param>
/// <param name="LastWriteTime">When the file was last written, at the resolution of the file system.</param>
/// <param name="FileId">A number that no other file of the volume has at the same time; 0 where there is none.</param>
public readonly record struct FileSystemEntry(
    string Name,
    FileSystemEntryKind Kind,
    long Length,
    DateTimeOffset LastWriteTime,
    ulong FileId);
