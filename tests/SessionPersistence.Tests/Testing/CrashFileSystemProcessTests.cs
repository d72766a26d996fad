using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

public sealed class CrashFileSystemProcessTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode GroupToo = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Directory2770 =
        GroupToo | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;

    private readonly CrashFileSystem _disk = new();

    [Fact]
    public void StartProcess_Lock_KeepsTheOtherOut()
    {
        var other = _disk.StartProcess();

        using (_disk.TryLock("/lock")) Assert.Null(other.TryLock("/lock"));

        Assert.NotNull(other.TryLock("/lock"));
    }

    [Fact]
    public void TryLock_FileUnlinkedAndMadeAgain_IsASecondLock()
    {
        var other = _disk.StartProcess();
        using var first = _disk.TryLock("/lock");

        other.DeleteFile("/lock");
        using var second = other.TryLock("/lock");

        Assert.NotNull(second);
    }

    [Fact]
    public void KillProcess_LocksOfTheOther_StayHeld()
    {
        var other = _disk.StartProcess();
        var (mine, its) = (_disk.TryLock("/mine"), other.TryLock("/its"));

        other.KillProcess();

        using var taken = _disk.TryLock("/its");
        Assert.NotNull(taken);
        Assert.Null(other.TryLock("/mine"));
        its!.Dispose();
        Assert.Null(other.TryLock("/its"));
        mine!.Dispose();
    }

    [Fact]
    public void OpenFile_UnlinkedByAnother_GoesOnWithoutItsName()
    {
        var other = _disk.StartProcess();
        using var file = _disk.CreateFile("/a");
        file.Write("one"u8, 0);
        var before = _disk.FindEntry("/a")!.Value.FileId;

        other.DeleteFile("/a");
        file.Write(" two"u8, 3);
        file.Flush();
        other.CreateFile("/a").Dispose();

        Assert.Equal(7, file.Length);
        Assert.Equal(0, _disk.FindEntry("/a")!.Value.Length);
        Assert.NotEqual(before, _disk.FindEntry("/a")!.Value.FileId);
    }

    [Fact]
    public void CreateFile_ByAnotherUser_IsClosedToTheFirst()
    {
        _disk.SeedDirectory("/d");
        _disk.ChangeOwnership("/d", new(1000, 3000, Directory2770));
        var other = _disk.StartProcess(2002, 3000);
        other.CreateFile("/d/closed").Dispose();
        other.CreateFile("/d/shared", new(1000, 3000, GroupToo)).Dispose();

        Assert.Throws<UnauthorizedAccessException>(() => _disk.OpenFile("/d/closed"));
        _disk.StartProcess(1000, 1000, 3000).OpenFile("/d/shared").Dispose();
        Assert.Equal(new(2002, 3000, GroupToo), _disk.FindEntry("/d/shared")!.Value.Ownership);
        Assert.Equal(new(2002, 3000, OwnerOnly), _disk.FindEntry("/d/closed")!.Value.Ownership);
    }

    [Fact]
    public void CreateFile_GroupThatMayNotBeGiven_GetsNoAccess()
    {
        _disk.CreateFile("/a", new(1000, 3000, GroupToo)).Dispose();

        Assert.Equal(new(1000, 1000, OwnerOnly), _disk.FindEntry("/a")!.Value.Ownership);
    }

    [Fact]
    public void StartProcess_AsRoot_GivesFilesAwayAndReadsAll()
    {
        _disk.Seed("/a", "content");
        _disk.ChangeOwnership("/a", new(2001, 2001, OwnerOnly));
        var root = _disk.StartProcess(0, 0);

        root.OpenFile("/a").Dispose();
        root.CreateFile("/b", new(2001, 2002, OwnerOnly)).Dispose();

        Assert.Equal(new(2001, 2002, OwnerOnly), _disk.FindEntry("/b")!.Value.Ownership);
        Assert.Throws<UnauthorizedAccessException>(() => _disk.OpenFile("/b"));
    }

    [Fact]
    public void Directory_WithoutTheRight_IsNeitherListedNorChanged()
    {
        _disk.Seed("/d/a", "content");
        _disk.ChangeOwnership("/d", new(0, 0, OwnerOnly));

        Assert.Throws<UnauthorizedAccessException>(() => _disk.ListDirectory("/d"));
        Assert.Throws<UnauthorizedAccessException>(() => _disk.FindEntry("/d/a"));
        Assert.Throws<UnauthorizedAccessException>(() => _disk.CreateFile("/d/b"));
        Assert.Throws<UnauthorizedAccessException>(() => _disk.DeleteFile("/d/a"));
    }
}
