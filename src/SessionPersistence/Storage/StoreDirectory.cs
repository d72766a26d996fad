namespace SessionPersistence.Storage;

/// <summary>The directory of a store. Composes every path of it from single names, so that nothing outside can be
/// named.</summary>
internal sealed class StoreDirectory
{
    public const string JournalName = "_journal";
    public const string QuarantineName = "_quarantine";
    public const string DeletedName = "_deleted";

    public StoreDirectory(DurableFileSystem disk, string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);

        Disk = disk;
        Root = Path.TrimEndingDirectorySeparator(root);
        Journal = Path.Join(Root, JournalName);
        Quarantine = Path.Join(Root, QuarantineName);
        Deleted = Path.Join(Root, DeletedName);
    }

    public DurableFileSystem Disk { get; }

    public string Root { get; }

    public string Journal { get; }

    public string Quarantine { get; }

    /// <summary>Gets where copies of deleted sessions are; made when the first is kept.</summary>
    public string Deleted { get; }

    /// <summary>Returns the path of a name in the directory itself.</summary>
    public string PathOf(string name) => Path.Join(Root, Checked(name));

    /// <summary>Returns the path of a shard.</summary>
    public string PathInJournal(string name) => Path.Join(Journal, Checked(name));

    /// <summary>Returns the path of a file that was set aside.</summary>
    public string PathInQuarantine(string name) => Path.Join(Quarantine, Checked(name));

    /// <summary>Returns the path of a copy of a deleted session.</summary>
    public string PathInDeleted(string name) => Path.Join(Deleted, Checked(name));

    /// <summary>Makes the directory and those above and in it that are missing; when it returns, their names are
    /// durable.</summary>
    /// <exception cref="StoreUnavailableException">One of them cannot be made, or is a file.</exception>
    /// <returns>Whether there was no directory of the journal.</returns>
    public bool EnsureExists()
    {
        try
        {
            DirectoryPath.EnsureExists(Disk, Root);
            ThrowIfLinked();
            var isNew = OwnershipRule.CreateDirectory(Disk, Root, Journal);
            OwnershipRule.CreateDirectory(Disk, Root, Quarantine);
            Disk.FlushDirectory(Root);
            return isNew;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw new StoreUnavailableException(Root, exception.Message, exception);
        }
    }

    /// <summary>Throws if a directory in it is a link: what is behind it changes on its own. The directory itself may
    /// be one.</summary>
    /// <exception cref="StoreUnavailableException">One of them is.</exception>
    public void ThrowIfLinked()
    {
        foreach (var name in new[] { JournalName, QuarantineName, DeletedName })
        {
            if (Disk.FindEntry(PathOf(name)) is { Kind: FileSystemEntryKind.Other })
                throw new StoreUnavailableException(Root, $"'{name}': {LinkedFile.DirectoryDetail}");
        }
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // Both separators, and the colon of drives and streams, on every platform: a store can be moved.
        if (name is "." or ".." || name.AsSpan().ContainsAny("/\\:\0"))
        {
            throw new ArgumentException($"'{name}' is not the name of a file in a store.", nameof(name));
        }

        return name;
    }
}
