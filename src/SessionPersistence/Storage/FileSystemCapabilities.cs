namespace SessionPersistence.Storage;

/// <summary>What a file system says that it does.</summary>
/// <remarks>
/// Information: the conformance cases leave out what is not claimed. A store does not ask; it tries, when it opens, all
/// that can be tried (locks, publishing, replacing), and refuses a file system that fails.
/// </remarks>
[Flags]
public enum FileSystemCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A lock keeps every other process out, and goes with the process that held it.</summary>
    ExclusiveLocks = 1,

    /// <summary>What was flushed survives the loss of power.</summary>
    Durable = 2,

    /// <summary>Publishing has one winner also between processes that share no lock.</summary>
    AtomicPublish = 4,

    /// <summary>A file can have a second name.</summary>
    HardLinks = 8,

    /// <summary>Names that differ only in case are different names.</summary>
    CaseSensitive = 16,

    /// <summary>A file has an owner, a group and a mode, which can be asked for, and given to a new one.</summary>
    Ownership = 32,

    /// <summary>A file has a <see cref="FileSystemEntry.ChangeTime"/>.</summary>
    ChangeTimes = 64,
}
