using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

public sealed class CrashFileSystemLinkTests
{
    private readonly CrashFileSystem _disk = new();

    public CrashFileSystemLinkTests()
    {
        _disk.Seed("/real/a", "content");
        _disk.SeedLink("/d/a", "../real/a");
    }

    [Fact]
    public void FindEntry_Link_IsNeitherFileNorDirectory() =>
        Assert.Equal(FileSystemEntryKind.Other, _disk.FindEntry("/d/a")!.Value.Kind);

    [Fact]
    public void Link_AsAFile_IsNeverFollowed()
    {
        _disk.Seed("/d/new", "new");

        Assert.Throws<IOException>(() => _disk.OpenFile("/d/a"));
        Assert.Throws<IOException>(() => _disk.CreateFile("/d/a"));
        Assert.Throws<IOException>(() => _disk.TryLock("/d/a"));
        Assert.False(_disk.TryPublishFile("/d/new", "/d/a"));

        Assert.Equal("content", Disk.Text(_disk, "/real/a"));
    }

    [Fact]
    public void ReplaceFile_OverALink_TakesItsNameOnly()
    {
        _disk.Seed("/d/new", "new");

        _disk.ReplaceFile("/d/new", "/d/a");

        Assert.Equal("new", Disk.Text(_disk, "/d/a"));
        Assert.Equal("content", Disk.Text(_disk, "/real/a"));
    }

    [Fact]
    public void DeleteFile_Link_LeavesWhatItLedTo()
    {
        _disk.DeleteFile("/d/a");

        Assert.Null(_disk.FindEntry("/d/a"));
        Assert.Equal("content", Disk.Text(_disk, "/real/a"));
    }

    [Fact]
    public void DeleteFile_LinkWithoutAFlush_IsBackAfterPowerLoss()
    {
        _disk.DeleteFile("/d/a");

        Assert.Equal(FileSystemEntryKind.Other, _disk.Crash().FindEntry("/d/a")?.Kind);
        _disk.FlushDirectory("/d");
        Assert.Null(_disk.Crash().FindEntry("/d/a"));
    }

    [Fact]
    public void Link_AsADirectoryOnTheWay_IsFollowed()
    {
        _disk.SeedLink("/link", "real");
        _disk.SeedLink("/link2", "/link");

        Assert.Equal("content", Disk.Text(_disk, "/link2/a"));
        Assert.Equal(["a"], _disk.ListDirectory("/link2").Select(entry => entry.Name));
        Assert.Equal(FileSystemEntryKind.Other, _disk.FindEntry("/link2")!.Value.Kind);
        Assert.Equal(FileSystemEntryKind.Directory, _disk.FindEntry("/link2/.")!.Value.Kind);
        _disk.FlushDirectory("/link2");
    }

    [Fact]
    public void Link_InACircleOrToNothing_IsNoDirectory()
    {
        _disk.SeedLink("/loop", "loop");
        _disk.SeedLink("/gone", "nowhere");

        Assert.Throws<IOException>(() => _disk.ListDirectory("/loop"));
        Assert.Throws<DirectoryNotFoundException>(() => _disk.ListDirectory("/gone"));
        Assert.Null(_disk.FindEntry("/gone/a"));
    }
}
