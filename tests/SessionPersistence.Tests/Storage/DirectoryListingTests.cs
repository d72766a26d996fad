using System.Globalization;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class DirectoryListingTests
{
    private readonly PhysicalFileSystem _disk = new();

    [Fact]
    public void ListDirectory_FilesAndDirectories_TellsLengthAndTime()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf(".hidden"), "hello");
        Directory.CreateDirectory(folder.PathOf("d"));
        var written = new DateTime(2024, 2, 29, 12, 30, 15, DateTimeKind.Utc).AddTicks(1_234_567);
        File.SetLastWriteTimeUtc(folder.PathOf(".hidden"), written);

        var entries = _disk.ListDirectory(folder.Root).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();

        Assert.Equal([".hidden", "d"], entries.Select(entry => entry.Name));
        Assert.Equal([FileSystemEntryKind.File, FileSystemEntryKind.Directory], entries.Select(entry => entry.Kind));
        Assert.Equal(5, entries[0].Length);
        Assert.Equal(new DateTimeOffset(written), entries[0].LastWriteTime);
        Assert.Equal(entries[0], _disk.FindEntry(folder.PathOf(".hidden")));
    }

    [Fact]
    public void ListDirectory_NoSuchDirectory_Throws()
    {
        using var folder = TempFolder.ForCaller();

        Assert.Throws<DirectoryNotFoundException>(() => _disk.ListDirectory(folder.PathOf("no")));
    }

    [Fact]
    public void ListDirectory_TenThousandFiles_FindsAll()
    {
        using var folder = TempFolder.ForCaller();
        for (var i = 0; i < 10_000; i++)
            File.WriteAllBytes(folder.PathOf(i.ToString(CultureInfo.InvariantCulture)), []);

        Assert.Equal(10_000, _disk.ListDirectory(folder.Root).DistinctBy(entry => entry.Name).Count());
    }

    [Fact]
    public void FindEntry_NothingThere_ReturnsNull()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("a"), "");

        Assert.Null(_disk.FindEntry(folder.PathOf("no")));
        Assert.Null(_disk.FindEntry(folder.PathOf("no/b")));
        if (!OperatingSystem.IsWindows()) Assert.Null(_disk.FindEntry(folder.PathOf("a/b")));
    }

    [UnixFact]
    public void FindEntry_FileReplaced_HasAnotherFileId()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("a"), "x");
        File.WriteAllText(folder.PathOf("b"), "y");
        var before = _disk.FindEntry(folder.PathOf("a"))!.Value.FileId;

        _disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a"));

        Assert.NotEqual(0UL, before);
        Assert.NotEqual(before, _disk.FindEntry(folder.PathOf("a"))!.Value.FileId);
    }

    [UnixFact]
    public void ManagedEntries_SameDirectory_AgreeButForTheFileId()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("a"), "hello");
        Directory.CreateDirectory(folder.PathOf("d"));
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("a"));

        foreach (var entry in _disk.ListDirectory(folder.Root))
        {
            var expected = (entry.Name, entry.Kind, entry.LastWriteTime);
            var found = ManagedEntries.Find(folder.PathOf(entry.Name), entry.Name)!.Value;
            var listed = ManagedEntries.List(folder.Root).Single(other => other.Name == entry.Name);

            Assert.Equal(expected, (found.Name, found.Kind, found.LastWriteTime));
            Assert.Equal(expected, (listed.Name, listed.Kind, listed.LastWriteTime));
        }

        Assert.Null(ManagedEntries.Find(folder.PathOf("no"), "no"));
    }
}
