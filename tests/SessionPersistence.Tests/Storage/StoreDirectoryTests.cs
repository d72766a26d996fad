using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class StoreDirectoryTests
{
    private readonly PhysicalFileSystem _disk = new();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/a")]
    [InlineData("..\\a")]
    [InlineData("a:b")]
    [InlineData("a\0")]
    public void PathOf_NotASingleName_IsMisuse(string name)
    {
        var directory = new StoreDirectory(_disk, "store");

        Assert.Throws<ArgumentException>(() => directory.PathOf(name));
        Assert.Throws<ArgumentException>(() => directory.PathInJournal(name));
        Assert.Throws<ArgumentException>(() => directory.PathInQuarantine(name));
    }

    [Fact]
    public void PathOf_Name_IsInTheDirectory()
    {
        var directory = new StoreDirectory(_disk, "store/");

        Assert.Equal(Path.Join("store", "a.json"), directory.PathOf("a.json"));
        Assert.Equal(Path.Join("store", "_journal", "1-ab.jsonl"), directory.PathInJournal("1-ab.jsonl"));
        Assert.Equal(Path.Join("store", "_quarantine", "a.1.json"), directory.PathInQuarantine("a.1.json"));
    }

    [Fact]
    public void EnsureExists_ParentsMissing_FlushesTheParentOfEachBeforeTheNext()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new RecordingFileSystem(_disk, folder.Root);

        new StoreDirectory(disk, folder.PathOf("a/b")).EnsureExists();

        Assert.Equal(
        [
            "flush directory ..",
            "create directory a", "flush directory .",
            "create directory a/b", "flush directory a",
            "create directory a/b/_journal", "create directory a/b/_quarantine", "flush directory a/b",
        ],
        disk.Calls);
    }

    [Fact]
    public void EnsureExists_Again_FlushesWhatAKilledOpeningMayHaveMade()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new RecordingFileSystem(_disk, folder.Root);
        var directory = new StoreDirectory(disk, folder.PathOf("store"));
        Directory.CreateDirectory(directory.Root);

        directory.EnsureExists();

        Assert.Equal("flush directory .", disk.Calls[0]);
        Assert.Equal("flush directory store", disk.Calls[^1]);
    }

    [Fact]
    public void EnsureExists_ParentBelongsToSomeoneElse_GoesOn()
    {
        using var folder = TempFolder.ForCaller();
        Directory.CreateDirectory(folder.PathOf("store"));
        var disk = new RecordingFileSystem(_disk,
            folder.Root) { Fault = call => call == "flush directory ." ? new UnauthorizedAccessException() : null };

        new StoreDirectory(disk, folder.PathOf("store")).EnsureExists();

        Assert.True(Directory.Exists(folder.PathOf("store/_journal")));
    }

    [Fact]
    public void EnsureExists_FlushFails_IsUnavailable()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new RecordingFileSystem(
            _disk, folder.Root) { Fault = call => call == "flush directory ." ? new IOException("refused") : null };

        var exception = Assert.Throws<StoreUnavailableException>(
            () => new StoreDirectory(disk, folder.PathOf("store")).EnsureExists());

        Assert.Contains("refused", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureExists_PathIsOrLeadsThroughAFile_IsUnavailable()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("file"), "");

        var itself = Assert.Throws<StoreUnavailableException>(
            () => new StoreDirectory(_disk, folder.PathOf("file")).EnsureExists());
        Assert.Throws<StoreUnavailableException>(
            () => new StoreDirectory(_disk, folder.PathOf("file/store")).EnsureExists());

        Assert.Contains("is a file", itself.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureExists_AccessDeniedOrReadOnly_IsUnavailable()
    {
        using var folder = TempFolder.ForCaller();
        foreach (var fault in new Exception[] { new UnauthorizedAccessException("denied"),
            new IOException("read-only", 30) })
        {
            var disk = new RecordingFileSystem(
                _disk, folder.Root) { Fault = call => call == "create directory store" ? fault : null };

            var exception = Assert.Throws<StoreUnavailableException>(
                () => new StoreDirectory(disk, folder.PathOf("store")).EnsureExists());

            Assert.Same(fault, exception.InnerException);
            Assert.Equal(folder.PathOf("store"), exception.Store);
        }
    }

    [UnixFact]
    public void EnsureExists_LinkToADirectory_ServesAsOne()
    {
        using var folder = TempFolder.ForCaller();
        Directory.CreateDirectory(folder.PathOf("real"));
        Directory.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("real"));
        Directory.CreateSymbolicLink(folder.PathOf("dangling"), folder.PathOf("nowhere"));

        new StoreDirectory(_disk, folder.PathOf("link")).EnsureExists();

        Assert.True(Directory.Exists(folder.PathOf("real/_journal")));
        Assert.Throws<StoreUnavailableException>(
            () => new StoreDirectory(_disk, folder.PathOf("dangling")).EnsureExists());
    }
}
