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
    ulong FileId)
{
    /// <summary>Gets when content, names, owner or mode of the file last changed, as the system itself notes it:
    /// whoever sets <see cref="LastWriteTime"/> moves it. To be compared for equality, not ordered.</summary>
    /// <value>The default value where there is none (<see cref="FileSystemCapabilities.ChangeTimes"/>).</value>
    public DateTimeOffset ChangeTime { get; init; }

    /// <summary>Gets who it belongs to.</summary>
    /// <value><see langword="null"/> where that is not known
    /// (<see cref="FileSystemCapabilities.Ownership"/>).</value>
    public FileOwnership? Ownership { get; init; }
}
