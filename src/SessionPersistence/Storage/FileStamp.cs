namespace SessionPersistence.Storage;

/// <summary>What tells a file from every other that has, or had, its name. Times are compared for equality, never
/// ordered.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="LastWriteTime">When it was written.</param>
/// <param name="ChangeTime">When it, or a name of it, was changed; the default value where the file system does not
/// say.</param>
/// <param name="FileId">Its number; 0 where there is none.</param>
internal readonly record struct FileStamp(
    long Length, DateTimeOffset LastWriteTime, DateTimeOffset ChangeTime, ulong FileId)
{
    public static FileStamp Of(FileSystemEntry file) =>
        new(file.Length, file.LastWriteTime, file.ChangeTime, file.FileId);

    /// <summary>Returns the stamp without the time that a change of any name of the file changes.</summary>
    public FileStamp WithoutChangeTime() => this with { ChangeTime = default };
}
