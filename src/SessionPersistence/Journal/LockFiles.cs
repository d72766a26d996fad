using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>The two files that say who owns a directory: the lock, and the note for people.</summary>
internal sealed record LockFiles(DurableFileSystem Disk, string Directory, string LockName, string OwnerName)
{
    public const string StoreLock = "store.lock";
    public const string StoreOwner = "store.owner";
    public const string JournalLock = "journal.lock";
    public const string JournalOwner = "journal.owner";

    /// <summary>Whether a file with that name is one of them, of either kind.</summary>
    public static bool IsOne(string name) => name is StoreLock or StoreOwner or JournalLock or JournalOwner;

    public string LockPath => Path.Join(Directory, LockName);

    public string OwnerPath => Path.Join(Directory, OwnerName);

    /// <summary>Throws if the directory is one of the other kind: each would take the files of the other for somebody
    /// else's.</summary>
    /// <exception cref="StoreUnavailableException">It is, or it cannot be looked at.</exception>
    public void ThrowIfOtherKind()
    {
        var (other, kind) = LockName == StoreLock ? (JournalLock, "a standalone journal") : (StoreLock, "a store");
        if (IsThere(other))
            throw new StoreUnavailableException(Directory, $"it is that of {kind}: '{other}' is there.");
    }

    public static LockFiles OfStore(StoreDirectory directory) =>
        new(directory.Disk, directory.Root, StoreLock, StoreOwner);

    public static LockFiles OfJournal(DurableFileSystem disk, string directory) =>
        new(disk, directory, JournalLock, JournalOwner);

    private bool IsThere(string name)
    {
        try
        {
            return Disk.FindEntry(Path.Join(Directory, name)) is not null;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw new StoreUnavailableException(Directory, exception.Message, exception);
        }
    }
}
