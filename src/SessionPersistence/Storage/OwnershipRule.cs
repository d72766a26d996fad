namespace SessionPersistence.Storage;

/// <summary>Decides the owner, the group and the mode of every file and directory that is made, so that whoever could
/// use a store before can use it after.</summary>
/// <remarks>
/// <para>A file that replaces another keeps its owner, group and mode. A new one belongs to the owner and the group of
/// its directory: it is for its owner only, and for the group where the directory is the group's to write; never for
/// others.</para>
/// <para>A process without the right to give files away keeps them itself; the group then decides whether the former
/// owner can still use them. Nothing happens where the disk knows no owners.</para>
/// </remarks>
internal static class OwnershipRule
{
    private const uint Root = 0;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode Permissions = Owner | Group | Others
        | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Creates a file that no name is waiting for.</summary>
    public static DurableFile CreateFile(DurableFileSystem disk, string directory, string path) =>
        disk.CreateFile(path, OfNewFile(OfDirectory(disk, directory)));

    /// <summary>Creates a file that will take a name, from the file that has it now if there is one.</summary>
    /// <exception cref="UnauthorizedAccessException">The owner of the file could not read and write what takes its
    /// place. It is still empty then, and to be removed.</exception>
    public static DurableFile CreateFor(DurableFileSystem disk, string directory, string name, string path)
    {
        if (FormerOf(disk, Path.Join(directory, name)) is not { } former) return CreateFile(disk, directory, path);

        var file = disk.CreateFile(path, former with { Mode = former.Mode & Permissions });
        try
        {
            if (disk.FindEntry(path)?.Ownership is { } made && LocksOut(former, made)) throw LockedOut(former, name);

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Creates an empty file, unless there is one.</summary>
    public static void EnsureFile(DurableFileSystem disk, string directory, string path)
    {
        if (disk.FindEntry(path) is not null) return;

        try
        {
            CreateFile(disk, directory, path).Dispose();
        }
        catch (IOException) when (disk.FindEntry(path) is not null)
        {
            // Somebody else made it meanwhile.
        }
    }

    /// <summary>Creates a directory.</summary>
    /// <returns><see langword="false"/> when there was one already.</returns>
    public static bool CreateDirectory(DurableFileSystem disk, string? parent, string path) =>
        disk.CreateDirectory(path, parent is null ? null : OfNewDirectory(OfDirectory(disk, parent)));

    private static FileOwnership? OfDirectory(DurableFileSystem disk, string directory) =>
        disk.FindEntry(Path.Join(directory, "."))?.Ownership;

    private static FileOwnership? FormerOf(DurableFileSystem disk, string path) =>
        disk.FindEntry(path) is { Kind: FileSystemEntryKind.File } entry ? entry.Ownership : null;

    private static FileOwnership? OfNewFile(FileOwnership? directory) =>
        directory is { } its ? its with { Mode = IsShared(its) ? Owner | Group : Owner } : null;

    private static FileOwnership? OfNewDirectory(FileOwnership? parent)
    {
        if (parent is not { } its) return null;

        var mode = Owner | UnixFileMode.UserExecute | (its.Mode & UnixFileMode.SetGroup);
        return its with { Mode = IsShared(its) ? mode | Group | UnixFileMode.GroupExecute : mode };
    }

    private static bool IsShared(FileOwnership directory) => directory.Mode.HasFlag(UnixFileMode.GroupWrite);

    /// <summary>Whether the former owner could not read and write it. That the owner of a file is in its group is
    /// taken for granted.</summary>
    private static bool LocksOut(FileOwnership former, FileOwnership made) =>
        former.UserId != Root
        && former.UserId != made.UserId
        && !(former.GroupId == made.GroupId && made.Mode.HasFlag(Group))
        && !made.Mode.HasFlag(Others);

    private static UnauthorizedAccessException LockedOut(FileOwnership former, string name) => new(
        $"'{name}' belongs to user {former.UserId}, who could no longer read and write what takes its place. "
            + "Run as that user or as root, or share the file with a group.");
}
