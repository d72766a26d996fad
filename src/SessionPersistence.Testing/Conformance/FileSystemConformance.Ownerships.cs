using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Shared = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Executes = UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    private static IEnumerable<FileSystemConformanceCase> Ownerships() =>
    [
        Owned("A new file is for its owner only", OwnsNewFile),
        Owned("A new directory is for its owner only", OwnsNewDirectory),
        Owned("A new file gets the mode that is asked for", CreatesFileLike),
        Owned("A new directory gets the mode that is asked for", CreatesDirectoryLike),
        Owned("A file that takes another name keeps owner, group and mode", RenamesKeepOwnership),
    ];

    private static FileSystemConformanceCase Owned(string name, Action<ConformanceFolder> run) =>
        Case(name, run, FileSystemCapabilities.Ownership);

    private static void OwnsNewFile(ConformanceFolder folder)
    {
        folder.Write("a", "a");

        FileSystemExpect.Same(OwnerOnly, folder.OwnershipOf("a").Mode, "The mode of a new file");
    }

    private static void OwnsNewDirectory(ConformanceFolder folder)
    {
        folder.Disk.CreateDirectory(folder.PathOf("d"));

        FileSystemExpect.Same(
            OwnerOnly | UnixFileMode.UserExecute,
            folder.OwnershipOf("d").Mode & ~UnixFileMode.SetGroup,
            "The mode of a new directory");
    }

    private static void CreatesFileLike(ConformanceFolder folder)
    {
        folder.Write("a", "a");
        var asked = folder.OwnershipOf("a") with { Mode = Shared };

        using (var file = folder.Disk.CreateFile(folder.PathOf("b"), asked))
            FileSystemExpect.Same(asked, folder.OwnershipOf("b"), "What a file has while it is empty");

        FileSystemExpect.Same(asked, folder.OwnershipOf("b"), "What a file has");
    }

    private static void CreatesDirectoryLike(ConformanceFolder folder)
    {
        folder.Write("a", "a");
        var asked = folder.OwnershipOf("a") with { Mode = Shared | Executes };

        folder.Disk.CreateDirectory(folder.PathOf("d"), asked);

        FileSystemExpect.Same(asked, folder.OwnershipOf("d"), "What a directory has");
    }

    private static void RenamesKeepOwnership(ConformanceFolder folder)
    {
        folder.Write("a", "a");
        var asked = folder.OwnershipOf("a") with { Mode = Shared };
        folder.Disk.CreateFile(folder.PathOf("b"), asked).Dispose();

        folder.Disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a"));
        FileSystemExpect.Same(asked, folder.OwnershipOf("a"), "What a file has that took the name of another");
        folder.Disk.TryPublishFile(folder.PathOf("a"), folder.PathOf("c"));
        FileSystemExpect.Same(asked, folder.OwnershipOf("c"), "What a file has that was published");
    }
}
