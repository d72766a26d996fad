using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>Another program, which knows nothing of the lock, replaces a session file while recovery writes it: what it
/// wrote was in no file afterwards.</summary>
public sealed class OverwrittenMeanwhileTests
{
    private const string Pending =
        "\"active_stream_id\":\"s\",\"pending_user_message\":\"lost\",\"pending_started_at\":5.75,";

    private readonly RecoveryRig _rig = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repair_FileReplacedWhileItIsWritten_LeavesThatOne(bool isRestore)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", isRestore ? "" : Pending, "one");
        if (isRestore) _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "two");
        var newer = RecoveryRig.Document("a", "one", "two", "three", "newest");
        var disk = new RecordingFileSystem(_rig.Disk, RecoveryRig.Root);
        disk.Fault = call =>
        {
            if (call == "flush .a.json.*.tmp") _rig["a.json"] = newer;
            return null;
        };
        var scanner = new RecoveryScanner(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = _rig.Time });

        var result = await scanner.RepairAsync(await scanner.ScanAsync());

        Assert.Equal(RepairStatus.Failed, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Equal(newer, _rig["a.json"]);
    }

    [Fact]
    public async Task Open_FileReplacedWhileItIsPutTogetherWithTheJournal_LeavesThatOne()
    {
        var id = SessionId.Parse("a");
        await using (var store = NewStore())
        {
            await store.CreateAsync(new() { Id = id, Messages = [SessionMessage.User("one")] });
        }

        _rig["a.json"] = RecoveryRig.Document("a", "one", "theirs");
        var newer = RecoveryRig.Document("a", "one", "theirs", "newest");
        var disk = new RecordingFileSystem(_rig.Disk, RecoveryRig.Root);
        disk.Fault = call =>
        {
            if (call == "flush .a.json.*.tmp" && !_rig["a.json"].Contains("newest", StringComparison.Ordinal))
                _rig["a.json"] = newer;
            return null;
        };

        await using (var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = _rig.Time }))
        {
            await store.OpenAsync();
        }

        await using (var store = NewStore()) await store.OpenAsync();

        Assert.Contains("newest", await _rig.TextsAsync("a"));
    }

    private FileSessionStore NewStore() =>
        new(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
}
