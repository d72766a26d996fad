using System.Diagnostics;
using System.Runtime.Versioning;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class SharedOwnerTests
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Shared = Closed | UnixFileMode.SetGroup
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private static readonly SessionId Id = SessionId.Parse("a");

    private readonly CrashFileSystem _disk = new();

    [Fact]
    public async Task Open_AfterARepairByRoot_WritesAsBefore()
    {
        GiveTo(new(2001, 2001, Closed));
        var service = _disk.StartProcess(2001, 2001);
        await WriteAsync(service, create: true);
        _disk.Seed("/store/a.json.bak", "damaged");
        var root = _disk.StartProcess(0, 0);

        var scanner = new RecoveryScanner(new() { Directory = "/store" }, new() { FileSystem = root });
        await scanner.RepairAsync(await scanner.ScanAsync());
        await WriteAsync(root, create: false);

        await WriteAsync(service, create: false);
        Assert.DoesNotContain(Everything("/store"), entry => entry.Ownership!.Value.UserId == 0);
    }

    [Fact]
    public async Task Open_DirectoryOfAGroup_EachUserReadsAndWritesWhatTheOtherDid()
    {
        GiveTo(new(2001, 3000, Shared));
        _disk.Seed("/store/a.json", """{"session_id":"a","messages":[{"role":"user","content":"q"}]}""");
        _disk.ChangeOwnership("/store/a.json", new(2001, 3000, Shared & ~(Closed & UnixFileMode.UserExecute)));

        await WriteAsync(_disk.StartProcess(2002, 3000), create: false);
        await WriteAsync(_disk.StartProcess(2001, 3000), create: false);
        await WriteAsync(_disk.StartProcess(2002, 3000), create: false);

        Assert.Equal(4, await CountAsync(_disk.StartProcess(2001, 3000)));
    }

    [RootFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Open_OnADiskAfterRoot_AnotherUserOwnsAllOfIt()
    {
        using var folder = TempFolder.ForCaller();
        var directory = folder.PathOf("store");
        await WriteAsync(new PhysicalFileSystem(), create: true, directory);
        using (var process = Process.Start("chown", ["-R", "2001:2002", directory])) process.WaitForExit();

        await WriteAsync(new PhysicalFileSystem(), create: false, directory);

        var disk = new PhysicalFileSystem();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories))
        {
            var ownership = disk.FindEntry(path)!.Value.Ownership!.Value;
            Assert.Equal((2001u, 2002u), (ownership.UserId, ownership.GroupId));
        }
    }

    private void GiveTo(FileOwnership ownership)
    {
        _disk.SeedDirectory("/store");
        _disk.ChangeOwnership("/store", ownership);
    }

    private IEnumerable<FileSystemEntry> Everything(string directory)
    {
        var root = _disk.StartProcess(0, 0);
        return root.ListDirectory(directory).SelectMany(entry => entry.Kind == FileSystemEntryKind.Directory
            ? Everything($"{directory}/{entry.Name}").Append(entry)
            : [entry]);
    }

    private static async Task WriteAsync(DurableFileSystem disk, bool create, string directory = "/store")
    {
        await using var store = Open(disk, directory);
        if (create) await store.CreateAsync(new() { Id = Id });
        await store.AppendAsync(Id, [SessionMessage.User("more")]);
        await store.CheckpointAsync();
    }

    private static async Task<int> CountAsync(DurableFileSystem disk)
    {
        await using var store = Open(disk, "/store");
        return (await store.LoadAsync(Id))!.Messages.Count;
    }

    private static FileSessionStore Open(DurableFileSystem disk, string directory) =>
        new(new() { Directory = directory }, new() { FileSystem = disk });
}
