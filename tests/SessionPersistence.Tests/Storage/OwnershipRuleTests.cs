using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Storage;

public sealed class OwnershipRuleTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Closed = Owner | UnixFileMode.UserExecute;
    private const UnixFileMode Shared = Closed | Group | UnixFileMode.GroupExecute;
    private const UnixFileMode Readable = Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode SetGroup = UnixFileMode.SetGroup;

    private readonly CrashFileSystem _disk = new();

    [Fact]
    public void Replace_ByAnotherUserOfTheGroup_KeepsModeAndGroup()
    {
        Seed(directory: new(2001, 3000, Shared | SetGroup), file: new(2001, 3000, Owner | Group | UnixFileMode.OtherRead));

        AtomicFile.Replace(_disk.StartProcess(2002, 3000), "/d", "a.json", "new"u8);

        Assert.Equal(new(2002, 3000, Owner | Group | UnixFileMode.OtherRead), OwnershipOf("/d/a.json"));
        Assert.Equal("new", Tests.Testing.Disk.Text(_disk.StartProcess(2001, 3000), "/d/a.json"));
    }

    [Fact]
    public void Replace_ByRoot_KeepsTheOwner()
    {
        Seed(directory: new(2001, 2001, Closed), file: new(2001, 2001, Owner));

        AtomicFile.Replace(_disk.StartProcess(0, 0), "/d", "a.json", "new"u8);

        Assert.Equal(new(2001, 2001, Owner), OwnershipOf("/d/a.json"));
    }

    [Fact]
    public void Replace_FormerOwnerWouldBeLockedOut_RefusesAndWritesNothing()
    {
        Seed(directory: new(2002, 2002, Closed | UnixFileMode.OtherExecute), file: new(2001, 2001, Readable));

        var error = Assert.Throws<SessionWriteException>(
            () => AtomicFile.Replace(_disk.StartProcess(2002, 2002), "/d", "a.json", "new"u8));

        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
        Assert.Contains("user 2001", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a.json"], _disk.StartProcess(0, 0).ListDirectory("/d").Select(entry => entry.Name));
        Assert.Equal(new(2001, 2001, Readable), OwnershipOf("/d/a.json"));
    }

    [Fact]
    public void Replace_FileThatRootLeftBehind_IsTheOwnersAgain()
    {
        Seed(directory: new(2001, 2001, Closed), file: new(0, 0, Readable));

        AtomicFile.Replace(_disk.StartProcess(2001, 2001), "/d", "a.json", "new"u8);

        Assert.Equal(new(2001, 2001, Readable & ~Group), OwnershipOf("/d/a.json"));
    }

    [Theory]
    [InlineData(2001, 2001, Closed, 2001, 2001, Owner)]
    [InlineData(2001, 3000, Shared | SetGroup, 2002, 3000, Owner | Group)]
    [InlineData(2001, 3000, Shared | UnixFileMode.OtherRead | UnixFileMode.OtherExecute, 2002, 3000, Owner | Group)]
    [InlineData(2001, 3000, Shared, 0, 0, Owner | Group)]
    [InlineData(2001, 3000, Closed, 0, 0, Owner)]
    public void Publish_NewFile_IsTheGroupsOnlyWhereTheDirectoryIs(
        uint owner, uint group, UnixFileMode mode, uint user, uint userGroup, UnixFileMode expected)
    {
        _disk.SeedDirectory("/d");
        _disk.ChangeOwnership("/d", new(owner, group, mode));

        AtomicFile.TryPublish(_disk.StartProcess(user, userGroup), "/d", "a.json", "new"u8);

        Assert.Equal(new(user == 0 ? owner : user, group, expected), OwnershipOf("/d/a.json"));
    }

    [Fact]
    public void EnsureExists_InASharedDirectory_SharesWhatItMakes()
    {
        _disk.SeedDirectory("/d");
        _disk.ChangeOwnership("/d", new(2001, 3000, Shared | SetGroup));

        new StoreDirectory(_disk.StartProcess(2002, 3000), "/d").EnsureExists();

        Assert.Equal(new(2002, 3000, Shared | SetGroup), OwnershipOf("/d/_journal"));
        Assert.Equal(new(2002, 3000, Shared | SetGroup), OwnershipOf("/d/_quarantine"));
    }

    [Fact]
    public void EnsureExists_AsRoot_GivesDirectoriesToTheOwnerOfTheStore()
    {
        _disk.SeedDirectory("/d");
        _disk.ChangeOwnership("/d", new(2001, 2001, Closed));

        new StoreDirectory(_disk.StartProcess(0, 0), "/d").EnsureExists();

        Assert.Equal(new(2001, 2001, Closed), OwnershipOf("/d/_journal"));
    }

    [Fact]
    public void Replace_DirectoryIsALink_AsksTheDirectoryBehindIt()
    {
        _disk.SeedDirectory("/real");
        _disk.ChangeOwnership("/real", new(2001, 2001, Closed));
        _disk.SeedLink("/d", "real");

        AtomicFile.Replace(_disk.StartProcess(0, 0), "/d", "a.json", "new"u8);

        Assert.Equal(new(2001, 2001, Owner), OwnershipOf("/real/a.json"));
    }

    private void Seed(FileOwnership directory, FileOwnership file)
    {
        _disk.Seed("/d/a.json", "old");
        _disk.ChangeOwnership("/d/a.json", file);
        _disk.ChangeOwnership("/d", directory);
    }

    private FileOwnership OwnershipOf(string path) =>
        _disk.StartProcess(0, 0).FindEntry(path)!.Value.Ownership!.Value;
}
