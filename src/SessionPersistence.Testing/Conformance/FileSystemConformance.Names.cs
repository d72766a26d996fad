using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private static IEnumerable<FileSystemConformanceCase> Names() =>
    [
        Case("A name that is taken is not created again", CreatesOnce),
        Case("A missing file is not opened, and not made by that", OpensNoMissingFile),
        Case("A file is not created in a missing directory", CreatesInNoMissingDirectory),
        Case("A replaced file is the new one", ReplacesExisting),
        Case("A free name can be replaced too", ReplacesNothing),
        Case("A missing file replaces nothing", ReplacesByNothing),
        Case("A published file is whole, and lost its old name", PublishesFreeName),
        Case("A name that is taken is not published over", PublishesOnce),
        Case("A missing file is not published", PublishesNoMissingFile),
        Case("A linked file has two names, and outlives either", Links, FileSystemCapabilities.HardLinks),
        Case("A name that is taken is not linked over", LinksNoTakenName, FileSystemCapabilities.HardLinks),
        Case("A deleted name is free", Deletes),
        Case("The deletion of a missing name does nothing", DeletesNothing),
        Case("Names may have spaces, signs and any script", KeepsUnusualNames),
        Case("Names that differ in case are two", DistinguishesCase, FileSystemCapabilities.CaseSensitive),
        Case("The number of a file goes with it, and is no other's", NumbersFiles),
    ];

    private static void CreatesOnce(ConformanceFolder folder)
    {
        folder.Write("a", "old");

        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.CreateFile(folder.PathOf("a")), "Creating a name that is taken");
        FileSystemExpect.Same("old", folder.Read("a"), "The file");
    }

    private static void OpensNoMissingFile(ConformanceFolder folder)
    {
        FileSystemExpect.Throws<FileNotFoundException>(
            () => folder.Disk.OpenFile(folder.PathOf("a")), "Opening a missing file");
        FileSystemExpect.Throws<FileNotFoundException>(
            () => folder.Disk.OpenFile(folder.PathOf("no/a")), "Opening a file in a missing directory");
        folder.ExpectNames();
    }

    private static void CreatesInNoMissingDirectory(ConformanceFolder folder)
    {
        var path = folder.PathOf("no/a");

        FileSystemExpect.Throws<DirectoryNotFoundException>(
            () => folder.Disk.CreateFile(path), "Creating a file in a missing directory");
        folder.ExpectNames();
    }

    private static void ReplacesExisting(ConformanceFolder folder)
    {
        folder.Write("a", "old and longer");
        folder.Write("b", "new");

        folder.Disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a"));

        FileSystemExpect.Same("new", folder.Read("a"), "The file");
        folder.ExpectNames("a");
    }

    private static void ReplacesNothing(ConformanceFolder folder)
    {
        folder.Write("b", "new");

        folder.Disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a"));

        FileSystemExpect.Same("new", folder.Read("a"), "The file");
        folder.ExpectNames("a");
    }

    private static void ReplacesByNothing(ConformanceFolder folder)
    {
        folder.Write("a", "old");

        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.ReplaceFile(folder.PathOf("no"), folder.PathOf("a")),
            "Replacing a file by a missing one");
        FileSystemExpect.Same("old", folder.Read("a"), "The file");
    }

    private static void PublishesFreeName(ConformanceFolder folder)
    {
        folder.Write("b", "new");

        FileSystemExpect.That(
            folder.Disk.TryPublishFile(folder.PathOf("b"), folder.PathOf("a")), "A free name was taken.");
        FileSystemExpect.Same("new", folder.Read("a"), "The file");
        folder.ExpectNames("a");
    }

    private static void PublishesOnce(ConformanceFolder folder)
    {
        folder.Write("a", "first");
        folder.Write("b", "second");

        FileSystemExpect.That(
            !folder.Disk.TryPublishFile(folder.PathOf("b"), folder.PathOf("a")), "A taken name was published again.");
        FileSystemExpect.Same("first", folder.Read("a"), "The first file");
        FileSystemExpect.Same("second", folder.Read("b"), "The second file");
    }

    private static void PublishesNoMissingFile(ConformanceFolder folder)
    {
        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.TryPublishFile(folder.PathOf("no"), folder.PathOf("a")), "Publishing a missing file");
        folder.ExpectNames();
    }

    private static void Links(ConformanceFolder folder)
    {
        folder.Write("a", "content");

        FileSystemExpect.That(
            folder.Disk.TryLinkFile(folder.PathOf("a"), folder.PathOf("b")), "A second name could not be given.");
        FileSystemExpect.Same("content", folder.Read("b"), "The file under its second name");
        FileSystemExpect.Same(folder.Entry("a").FileId, folder.Entry("b").FileId, "The number under the second name");
        folder.Disk.DeleteFile(folder.PathOf("a"));
        FileSystemExpect.Same("content", folder.Read("b"), "The file without its first name");
        folder.ExpectNames("b");
    }

    private static void LinksNoTakenName(ConformanceFolder folder)
    {
        folder.Write("a", "a");
        folder.Write("b", "b");

        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.TryLinkFile(folder.PathOf("a"), folder.PathOf("b")), "Linking over a name that is taken");
        FileSystemExpect.Same("b", folder.Read("b"), "The file");
    }

    private static void Deletes(ConformanceFolder folder)
    {
        folder.Write("a", "old");

        folder.Disk.DeleteFile(folder.PathOf("a"));

        folder.ExpectNames();
        FileSystemExpect.Throws<FileNotFoundException>(
            () => folder.Disk.OpenFile(folder.PathOf("a")), "Opening a deleted file");
        folder.Write("a", "new");
        FileSystemExpect.Same("new", folder.Read("a"), "A new file of the name");
    }

    private static void DeletesNothing(ConformanceFolder folder)
    {
        folder.Write("b", "kept");

        folder.Disk.DeleteFile(folder.PathOf("a"));
        folder.Disk.DeleteFile(folder.PathOf("no/a"));

        folder.ExpectNames("b");
    }

    private static void KeepsUnusualNames(ConformanceFolder folder)
    {
        string[] names = ["two words", "a.b..c", "~$#%&'()+,;=@[]^_`{}", "日本語", "grüße", "🗻", new string('x', 200)];
        foreach (var name in names)
            folder.Write(name, name);

        folder.ExpectNames(names);
        foreach (var name in names)
            FileSystemExpect.Same(name, folder.Read(name), "The content of the file");
        folder.Disk.ReplaceFile(folder.PathOf("日本語"), folder.PathOf("two words"));
        FileSystemExpect.Same("日本語", folder.Read("two words"), "The replaced file");
    }

    private static void DistinguishesCase(ConformanceFolder folder)
    {
        folder.Write("a", "small");
        folder.Write("A", "large");

        folder.ExpectNames("A", "a");
        FileSystemExpect.Same("small", folder.Read("a"), "The one");
        FileSystemExpect.Same("large", folder.Read("A"), "The other");
    }

    private static void NumbersFiles(ConformanceFolder folder)
    {
        folder.Write("a", "a");
        folder.Write("b", "b");
        var (a, b) = (folder.Entry("a").FileId, folder.Entry("b").FileId);
        if (a == 0 && b == 0)
            return;

        FileSystemExpect.That(a != b, "Two files have one number.");
        folder.Disk.ReplaceFile(folder.PathOf("a"), folder.PathOf("c"));
        FileSystemExpect.Same(a, folder.Entry("c").FileId, "The number of a file after it was renamed");
        folder.Disk.ReplaceFile(folder.PathOf("c"), folder.PathOf("b"));
        FileSystemExpect.Same(a, folder.Entry("b").FileId, "The number of a file after it replaced another");
    }
}
