using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private static IEnumerable<FileSystemConformanceCase> Directories() =>
    [
        Case("A directory is made once", CreatesDirectoryOnce),
        Case("A directory is not made in one that is missing, or over a file", CreatesNoParents),
        Case("A listing has each name once, with kind and length", ListsEverything),
        Case("An empty directory has no names, not even those of itself and its parent", ListsNothing),
        Case("A listing of a missing directory fails", ListsNoMissingDirectory),
        Case("A look at a name agrees with the listing", FindsWhatIsListed),
        Case("A look at a missing name finds nothing", FindsNothing),
        Case("A directory can be flushed, with and without changes", FlushesDirectory),
        Case("A flush of a missing directory fails, or is nothing at all", FlushesNoMissingDirectory),
        Case("A directory is not a file: not to be opened, created, replaced, deleted or locked", DirectoryIsNoFile),
    ];

    private static void CreatesDirectoryOnce(ConformanceFolder folder)
    {
        FileSystemExpect.That(folder.Disk.CreateDirectory(folder.PathOf("d")), "A new directory was there already.");
        folder.Write("d/a", "kept");

        FileSystemExpect.That(!folder.Disk.CreateDirectory(folder.PathOf("d")), "A directory was made twice.");
        FileSystemExpect.Same("kept", folder.Read("d/a"), "What was in the directory");
    }

    private static void CreatesNoParents(ConformanceFolder folder)
    {
        folder.Write("a", "kept");

        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.CreateDirectory(folder.PathOf("a")), "Making a directory over a file");
        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.CreateDirectory(folder.PathOf("no/d")), "Making a directory in a missing one");
        folder.ExpectNames("a");
        FileSystemExpect.Same("kept", folder.Read("a"), "The file");
    }

    private static void ListsEverything(ConformanceFolder folder)
    {
        folder.Disk.CreateDirectory(folder.PathOf("d"));
        folder.Write("d/inner", "not listed");
        folder.Write("empty", "");
        folder.Write(".hidden", "12345");

        folder.ExpectNames("d", "empty", ".hidden");
        var entries = folder.Disk.ListDirectory(folder.Root).ToDictionary(entry => entry.Name);
        FileSystemExpect.Same(FileSystemEntryKind.Directory, entries["d"].Kind, "The kind of a directory");
        FileSystemExpect.Same(FileSystemEntryKind.File, entries["empty"].Kind, "The kind of a file");
        FileSystemExpect.Same(0, entries["empty"].Length, "The length of an empty file");
        FileSystemExpect.Same(5, entries[".hidden"].Length, "The length of a file");
    }

    private static void ListsNothing(ConformanceFolder folder) => folder.ExpectNames();

    private static void ListsNoMissingDirectory(ConformanceFolder folder) =>
        FileSystemExpect.Throws<DirectoryNotFoundException>(
            () => folder.Disk.ListDirectory(folder.PathOf("no")), "A listing of a missing directory");

    private static void FindsWhatIsListed(ConformanceFolder folder)
    {
        folder.Disk.CreateDirectory(folder.PathOf("d"));
        folder.Write("a", "12345");

        foreach (var entry in folder.Disk.ListDirectory(folder.Root))
            FileSystemExpect.Same(entry, folder.Entry(entry.Name), "What a look says");
        FileSystemExpect.Same(FileSystemEntryKind.Directory, folder.Disk.FindEntry(folder.Root)?.Kind,
            "The kind of the directory itself");
    }

    private static void FindsNothing(ConformanceFolder folder) =>
        FileSystemExpect.That(
            !folder.Has("a") && !folder.Has("no/a"), "There is something under a name that was never given.");

    private static void FlushesDirectory(ConformanceFolder folder)
    {
        folder.Disk.FlushDirectory(folder.Root);
        folder.Write("a", "a");
        folder.Write("b", "b");
        folder.Disk.DeleteFile(folder.PathOf("b"));

        folder.Disk.FlushDirectory(folder.Root);

        folder.ExpectNames("a");
    }

    private static void FlushesNoMissingDirectory(ConformanceFolder folder)
    {
        // Where names are durable in order by themselves, nothing is asked of the disk.
        FileSystemExpect.IsAllowed(() => folder.Disk.FlushDirectory(folder.PathOf("no")));
        folder.ExpectNames();
    }

    private static void DirectoryIsNoFile(ConformanceFolder folder)
    {
        folder.Disk.CreateDirectory(folder.PathOf("d"));
        folder.Write("d/inner", "kept");
        folder.Write("a", "a");
        var path = folder.PathOf("d");

        FileSystemExpect.Refusal(() => folder.Disk.OpenFile(path), "Opening a directory");
        FileSystemExpect.Refusal(() => folder.Disk.CreateFile(path), "Creating a file over a directory");
        FileSystemExpect.Refusal(
            () => folder.Disk.ReplaceFile(folder.PathOf("a"), path), "Replacing a directory by a file");
        FileSystemExpect.Refusal(() => folder.Disk.DeleteFile(path), "Deleting a directory as a file");
        FileSystemExpect.Refusal(() => folder.Disk.TryLock(path), "Locking a directory");
        FileSystemExpect.That(
            !folder.Disk.TryPublishFile(folder.PathOf("a"), path), "A file was published over a directory.");
        FileSystemExpect.Same("kept", folder.Read("d/inner"), "What is in the directory");
        FileSystemExpect.Same("a", folder.Read("a"), "The file");
    }
}
