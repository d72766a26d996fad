using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.IO.Abstractions;

public sealed class ToDurableTests
{
    private readonly MockFileSystem _mock = new();

    [Fact]
    public void ToDurable_OfADouble_ClaimsNothing() =>
        Assert.Equal(FileSystemCapabilities.None, _mock.ToDurable().Capabilities);

    [Fact]
    public void ToDurable_OfTheDisk_ClaimsLocksButNotDurability()
    {
        var claimed = new FileSystem().ToDurable().Capabilities;

        Assert.True(claimed.HasFlag(FileSystemCapabilities.ExclusiveLocks));
        Assert.False(claimed.HasFlag(FileSystemCapabilities.Durable));
        Assert.False(claimed.HasFlag(FileSystemCapabilities.AtomicPublish));
        Assert.False(claimed.HasFlag(FileSystemCapabilities.HardLinks));
    }

    [Fact]
    public void TryLock_OfTwoViewsOfOneDouble_HasOneHolder()
    {
        var path = NewDirectory() + "/lock";

        using var held = _mock.ToDurable().TryLock(path);

        Assert.NotNull(held);
        Assert.Null(_mock.ToDurable().TryLock(path));
    }

    [Fact]
    public void TryLock_OfTwoDoubles_DoesNotMeet()
    {
        var other = new MockFileSystem();
        other.Directory.CreateDirectory(NewDirectory());
        var path = NewDirectory() + "/lock";

        using var held = _mock.ToDurable().TryLock(path);
        using var second = other.ToDurable().TryLock(path);

        Assert.NotNull(held);
        Assert.NotNull(second);
    }

    [Fact]
    public void TryLock_OfTheDisk_IsTheLockOfTheOperatingSystem()
    {
        using var folder = TempFolder.ForCaller();

        using var held = new FileSystem().ToDurable().TryLock(folder.PathOf("lock"));

        Assert.NotNull(held);
        Assert.Null(new PhysicalFileSystem().TryLock(folder.PathOf("lock")));
        Assert.Null(new FileSystem().ToDurable().TryLock(folder.PathOf("lock")));
    }

    [UnixFact]
    public void OpenFile_OfALink_Throws()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("a"), "a");
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("a"));
        File.CreateSymbolicLink(folder.PathOf("dangling"), folder.PathOf("no"));
        var disk = new FileSystem().ToDurable();

        Assert.Throws<IOException>(() => disk.OpenFile(folder.PathOf("link")));
        Assert.Equal(FileSystemEntryKind.Other, disk.FindEntry(folder.PathOf("dangling"))?.Kind);
        Assert.Equal(3, disk.ListDirectory(folder.Root).Count);
    }

    [Fact]
    public void Write_IsThereForThoseWhoUseTheDoubleItself()
    {
        var path = NewDirectory() + "/a";
        using var file = _mock.ToDurable().CreateFile(path);

        file.Write("hello"u8, 0);
        file.SetLength(4);

        Assert.Equal("hell"u8, _mock.File.ReadAllBytes(path));
    }

    [Fact]
    public async Task A_store_takes_a_turn_on_a_double_and_reopens()
    {
        var directory = NewDirectory();

        await TakeATurnAndReopen(_mock, directory);

        Assert.Contains(_mock.Directory.EnumerateFileSystemEntries(directory),
            path => path.EndsWith(".json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_takes_a_turn_on_the_disk_and_reopens()
    {
        using var folder = TempFolder.ForCaller();

        await TakeATurnAndReopen(new FileSystem(), folder.Root);

        await using var physical = new FileSessionStore(
            new() { Directory = folder.Root }, new() { FileSystem = new PhysicalFileSystem() });
        Assert.Empty((await physical.OpenAsync()).Findings);
        Assert.Single((await physical.ListAsync(new())).Items);
    }

    [Fact]
    public async Task A_second_store_is_kept_out()
    {
        var options = new FileSessionStoreOptions { Directory = NewDirectory(), LockTimeout = TimeSpan.Zero };
        await using var first = new FileSessionStore(options, new() { FileSystem = _mock.ToDurable() });
        await first.OpenAsync();

        await using var second = new FileSessionStore(options, new() { FileSystem = _mock.ToDurable() });

        await Assert.ThrowsAsync<StoreInUseException>(() => second.OpenAsync());
    }

    private static async Task TakeATurnAndReopen(IFileSystem files, string directory)
    {
        SessionId id;
        await using (var store = NewStore())
        {
            Assert.Empty((await store.OpenAsync()).Findings);
            id = (await store.CreateAsync(new() { Title = "Kyoto" })).Id;
            await using var turn = await store.BeginTurnAsync(id, [SessionMessage.User("Find a ryokan")]);
            await turn.CompleteAsync([SessionMessage.Assistant("Here is one")]);
        }

        await using var again = NewStore();
        Assert.Empty((await again.OpenAsync()).Findings);
        var session = await again.LoadAsync(id);
        Assert.Equal(["Find a ryokan", "Here is one"], session!.Messages.Select(message => message.Text));

        FileSessionStore NewStore() => new(new() { Directory = directory }, new() { FileSystem = files.ToDurable() });
    }

    private string NewDirectory()
    {
        var path = Path.Combine(Path.GetPathRoot(Path.GetTempPath())!, "store");
        _mock.Directory.CreateDirectory(path);
        return path;
    }
}
