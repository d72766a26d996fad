using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

public sealed class CrashFileSystemTimeTests
{
    private readonly CrashFileSystem _disk = new();

    [Fact]
    public void ChangeTime_EveryChangeOfContentNameOrMode_MovesIt()
    {
        using var file = _disk.CreateFile("/a");
        List<DateTimeOffset> times = [TimeOf("/a")];

        file.Write("content"u8, 0);
        times.Add(TimeOf("/a"));
        file.SetLength(3);
        times.Add(TimeOf("/a"));
        _disk.TryLinkFile("/a", "/b");
        times.Add(TimeOf("/a"));
        _disk.ReplaceFile("/a", "/c");
        times.Add(TimeOf("/b"));
        _disk.DeleteFile("/c");
        times.Add(TimeOf("/b"));
        _disk.ChangeOwnership("/b", new(1000, 1000, UnixFileMode.UserRead));
        times.Add(TimeOf("/b"));

        Assert.Distinct(times);
    }

    [Fact]
    public void ChangeTime_ReadsAndFlushes_LeaveIt()
    {
        using var file = _disk.CreateFile("/a");
        file.Write("content"u8, 0);
        var before = TimeOf("/a");

        file.Flush();
        _disk.FlushDirectory("/");
        Disk.Text(_disk, "/a");

        Assert.Equal(before, TimeOf("/a"));
    }

    [Fact]
    public void ChangeTime_PowerLoss_IsThatOfTheNamesAndBytesThatAreLeft()
    {
        using (var file = _disk.CreateFile("/.a"))
        {
            file.Write("content"u8, 0);
            file.Flush();
        }

        _disk.ReplaceFile("/.a", "/a");
        _disk.FlushDirectory("/");
        var published = TimeOf("/a");
        _disk.TryLinkFile("/a", "/b");

        Assert.Equal(published, _disk.Crash().FindEntry("/a")!.Value.ChangeTime);
        _disk.FlushDirectory("/");
        Assert.Equal(TimeOf("/b"), _disk.Crash().FindEntry("/a")!.Value.ChangeTime);
    }

    private DateTimeOffset TimeOf(string path) => _disk.FindEntry(path)!.Value.ChangeTime;
}
