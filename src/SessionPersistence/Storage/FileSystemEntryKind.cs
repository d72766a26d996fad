namespace SessionPersistence.Storage;

/// <summary>What a name in a directory is.</summary>
public enum FileSystemEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, a device, a pipe: never opened.</summary>
    Other,
}
