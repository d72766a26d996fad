using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class DirectoryTests
{
    [Fact]
    public async Task Open_DirectoryIsAFile_Throws()
    {
        var disk = new InMemoryFileSystem();
        disk.Seed("/store", "x");
        await using var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());

        Assert.Equal("/store", error.Store);
    }

    [Fact]
    public async Task Open_DirectoryIsAFileOnADisk_ThrowsAndLeavesIt()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("store"), "x");
        await using var store = new FileSessionStore(new() { Directory = folder.PathOf("store") });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());

        Assert.Equal("x", File.ReadAllText(folder.PathOf("store")));
    }

    [Theory]
    [InlineData(CrashOperationKind.CreateDirectory)]
    [InlineData(CrashOperationKind.Lock)]
    [InlineData(CrashOperationKind.CreateFile)]
    public async Task Open_ReadOnlyDirectory_ThrowsAndOpensOnceItIsWritable(CrashOperationKind refused)
    {
        foreach (var error in new[] { FaultError.ReadOnlyFileSystem, FaultError.AccessDenied })
        {
            var disk = new CrashFileSystem();
            await using var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });
            using (disk.Fail(new(refused) { Error = error, Times = int.MaxValue }))
            {
                await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());
                await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CreateAsync(new()));
            }

            Assert.Equal(1, (await store.CreateAsync(new())).Revision);
        }
    }

    [NotRootFact]
    public async Task Open_DirectoryWithoutWritePermission_Throws()
    {
        using var folder = TempFolder.ForCaller();
        var path = Directory.CreateDirectory(folder.PathOf("store")).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var store = new FileSessionStore(new() { Directory = path });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());

        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
    }

    // WEAKNESSES.md, W-45: no directory flush after a replace, so that a rename may be lost.
    [Fact]
    public async Task W45_every_name_that_changes_is_flushed_with_its_directory()
    {
        var disk = new CrashFileSystem();
        await using (var store = new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk, TimeProvider = new SteppedTime() }))
        {
            await UseAsync(store);
        }

        var trace = disk.Trace;
        var changes = trace.Where(operation => operation.Kind is CrashOperationKind.Replace
            or CrashOperationKind.Publish or CrashOperationKind.Link).ToList();
        foreach (var kind in new[] { "s1.json", "s1.json.bak", "_deleted.jsonl" })
            Assert.Contains(changes, change => change.Destination == $"/store/{kind}");
        Assert.All(changes.Where(change => change.Destination != "/store/store.owner"),
            change => AssertFlushed(trace, change));
    }

    // WEAKNESSES.md, W-52: transcripts 0644 while journals are 0600.
    [UnixFact]
    public async Task W52_files_are_0600_and_directories_0700()
    {
        if (OperatingSystem.IsWindows()) return;

        using var folder = TempFolder.ForCaller();
        var root = folder.PathOf("store");
        await using (var store = new FileSessionStore(
            new() { Directory = root }, new() { FileSystem = new PhysicalFileSystem() }))
            await UseAsync(store);

        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToList();
        Assert.True(files.Count >= 6, string.Join(' ', files));
        Assert.All(
            files, path => Assert.Equal((path, UnixFileMode.UserRead | UnixFileMode.UserWrite), (path, Mode(path))));
        Assert.All(
            Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Append(root),
            path => Assert.Equal(
                (path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), (path, Mode(path))));
    }

    // WEAKNESSES.md, W-53: temporary files are swept by a full rebuild only, by age.
    [Fact]
    public async Task W53_what_unfinished_writes_left_is_swept_at_open_and_reported()
    {
        var disk = new InMemoryFileSystem();
        var (inRoot, inQuarantine) = (StagingFile.NewName("s1.json"), StagingFile.NewName("s1.1.json"));
        disk.Seed($"/store/{inRoot}", "{");
        disk.Seed($"/store/_quarantine/{inQuarantine}", "{");
        disk.Seed("/store/s1.json.tmp.1.2", "{");
        await using var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });

        var report = await store.OpenAsync();

        var swept = report.Findings.Where(finding => finding.Kind == FindingKinds.StagingLeftover)
            .Select(finding => finding.Path!);
        Assert.Equal([inRoot, $"_quarantine/{inQuarantine}"], swept.ToList());
        var names = DiskTree.Of(disk, "/store").Names;
        Assert.DoesNotContain(names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Contains("s1.json.tmp.1.2", names);
    }

    private static async Task UseAsync(FileSessionStore store)
    {
        var kept = await store.CreateAsync(
            new() { Id = SessionId.Parse("s1"), Messages = [SessionMessage.User("a"), SessionMessage.User("b")] });
        var gone = await store.CreateAsync(new() { Id = SessionId.Parse("s2") });
        await store.CheckpointAsync();
        await store.AppendAsync(kept.Id, [SessionMessage.User("c")]);
        var revision = (await store.LoadAsync(kept.Id))!.Revision;
        await store.RewriteAsync(kept.Id, [kept.Messages[0]], RewriteReason.Undo, revision);
        await store.CheckpointAsync();
        await store.DeleteAsync(gone.Id);
    }

    private static void AssertFlushed(IReadOnlyList<CrashOperation> trace, CrashOperation change)
    {
        var directory = change.Destination![..change.Destination!.LastIndexOf('/')];
        Assert.Contains(trace, flush => flush.Index > change.Index && flush.Kind == CrashOperationKind.FlushDirectory
            && flush.Path == directory && flush.Outcome == CrashOperationOutcome.Done);
        if (change.Kind == CrashOperationKind.Link) return;

        Assert.Contains(trace,
            flush => flush.Index < change.Index && flush.Kind == CrashOperationKind.Flush && flush.Path == change.Path);
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    [Fact]
    public async Task OpenAsync_DirectoryOfTheOtherKind_IsRefused()
    {
        var disk = new InMemoryFileSystem();
        await using (var store = new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk })) await store.OpenAsync();
        await using (await TurnJournal.OpenAsync("/journal", environment: new() { FileSystem = disk }))
        {
        }

        var ofJournal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => TurnJournal.OpenAsync("/store", environment: new() { FileSystem = disk }));
        await using var onJournal = new FileSessionStore(new() { Directory = "/journal" }, new() { FileSystem = disk });
        var ofStore = await Assert.ThrowsAsync<StoreUnavailableException>(() => onJournal.OpenAsync());

        Assert.Contains("'store.lock'", ofJournal.Message, StringComparison.Ordinal);
        Assert.Contains("'journal.lock'", ofStore.Message, StringComparison.Ordinal);
    }
}
