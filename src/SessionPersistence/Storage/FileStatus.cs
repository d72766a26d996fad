namespace SessionPersistence.Storage;

/// <summary>Which file something is, and how long it is.</summary>
/// <param name="Device">The number of its volume.</param>
/// <param name="FileId">Its number there; 0 where there is none.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct FileStatus(ulong Device, ulong FileId, long Length)
{
    /// <summary>Whether both are the same file, as far as files have numbers.</summary>
    public bool IsSameFile(in FileStatus other) =>
        FileId == 0 || other.FileId == 0 || (FileId == other.FileId && Device == other.Device);
}
