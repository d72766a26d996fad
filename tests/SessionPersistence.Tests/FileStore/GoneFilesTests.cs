using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Files go under a store that runs: an acknowledgement means that the record stood in the file under its name
/// when the call returned.</summary>
public sealed class GoneFilesTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s");
        await _rig.AppendAsync(_id, "one");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Append_ShardWasDeleted_WritesAnewWhatNoDocumentHas()
    {
        _rig.Disk.DeleteFile(_rig.ShardPath(1));

        await _rig.AppendAsync(_id, "two");

        Assert.Equal(StoreStatus.Healthy, _rig.Store.Health.Status);
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalShardGone));
        await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task Append_ShardWasDeleted_LeavesOutWhatADocumentHas()
    {
        await _rig.Store.CheckpointAsync();
        _rig.Disk.DeleteFile(_rig.ShardPath(1));

        await _rig.AppendAsync(_id, "two");

        Assert.Equal([3L], _rig.Records().Where(record => record.Revision > 0).Select(record => record.Revision));
        await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task Append_ShardAndTheDocumentWereDeleted_WritesAnewWhatTheDocumentHad()
    {
        await _rig.Store.CheckpointAsync();
        _rig.Disk.DeleteFile(_rig.ShardPath(1));
        _rig.Disk.DeleteFile("/store/s.json");
        var other = await _rig.CreateAsync("other");

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["one"], await _rig.TextsAsync(_id));
        Assert.Empty(await _rig.TextsAsync(other));
    }

    // A sync tool, or an editor, that writes a file anew: the same bytes under the same name, in another file.
    [Fact]
    public async Task Append_ShardWasCopiedBack_DoesNotWriteIntoTheFormerFile()
    {
        var path = _rig.ShardPath(1);
        _rig.Disk.Seed(path, Testing.Disk.Bytes(_rig.Disk, path));

        await _rig.AppendAsync(_id, "two");

        await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task Append_ShardOfAnOpenTurnWasDeleted_KeepsItsPartialText()
    {
        var turn = await _rig.Store.BeginTurnAsync(_id, [SessionMessage.User("question")]);
        turn.ReportText("well, ");
        _rig.Advance(TimeSpan.FromMilliseconds(600));
        await _rig.Store.CheckpointAsync();
        _rig.Disk.DeleteFile(_rig.ShardPath(1));

        await _rig.CreateAsync("other");

        await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["one", "question", "well, "], (await _rig.TextsAsync(_id))[..3]);
    }

    [Fact]
    public async Task Append_ShardOfADeletionWasDeleted_TheSessionStaysDeleted()
    {
        await _rig.Store.CheckpointAsync();
        await _rig.Store.DeleteAsync(_id);
        _rig.Disk.DeleteFile(_rig.ShardPath(1));

        await _rig.CreateAsync("other");

        await _rig.KillAndOpenAsync();
        Assert.Null(await _rig.Store.LoadAsync(_id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_ShardIsDeletedBetweenAnyTwoSteps_IsAcknowledgedWhereItStands(bool? mutation)
    {
        var violations = 0;
        var point = 0;
        for (var wasHit = true; wasHit; point++)
        {
            await using var rig = new StoreRig();
            var disk = rig.Disk;
            await using var store = new FileSessionStore(
                new() { Directory = "/store" },
                new() { FileSystem = mutation is { } looksTooEarly ? new BlindFileSystem(disk, looksTooEarly) { SeesLocks = true } : disk, TimeProvider = rig.Time });
            await store.CreateAsync(new() { Id = _id });
            var (steps, shard) = (0, rig.ShardPath(1));
            disk.BeforeOperation += OnStep;
            await store.AppendAsync(_id, [SessionMessage.User("one")]);

            disk.BeforeOperation -= OnStep;
            wasHit = steps > point;
            if (rig.Records().All(record => record.Event != JournalEvent.Appended)) violations++;

            void OnStep(CrashOperation operation)
            {
                if (steps++ == point) disk.DeleteFile(shard);
            }
        }

        Assert.InRange(point, 3, 20);
        Assert.Equal(mutation is not null, violations > 0);
    }

    [Fact]
    public async Task Append_ShardIsDeletedTwiceAtOnce_IsUnknownAndTheStoreReadOnly()
    {
        _rig.Disk.DeleteFile(_rig.ShardPath(1));
        _rig.Disk.OperationCompleted += operation =>
        {
            if (operation.Kind == CrashOperationKind.Flush && operation.Matches(StoreRig.AnyShard))
                _rig.Disk.DeleteFile(operation.Path);
        };

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "two"));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Contains("_journal/00000002", error.Message, StringComparison.Ordinal);
        Assert.Equal(StoreIssueKinds.FilesGone, Assert.Single(_rig.Store.Health.Issues).Kind);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(_id, "three"));
    }

    [Fact]
    public async Task Append_NothingIsGone_LooksTwiceAndFlushesOnce()
    {
        var looks = new List<string>();
        var flushes = 0;
        _rig.Disk.BeforeOperation += operation =>
        {
            if (operation.Kind == CrashOperationKind.FindEntry) looks.Add(operation.Path);
            if (operation.Kind == CrashOperationKind.Flush) flushes++;
        };

        await _rig.AppendAsync(_id, "two");

        Assert.Equal(["/store/store.lock", _rig.ShardPath(1)], looks);
        Assert.Equal(1, flushes);
    }

    [Fact]
    public async Task Append_RoomForLineFeedsWasRefusedInPart_IsNoGoneFile()
    {
        using (_rig.Disk.Fail(new(CrashOperationKind.Write, FaultEffect.PartlyApplied)
            { PathPattern = StoreRig.AnyShard, AppliedBytes = 1000 }))
        {
            await _rig.AppendAsync(_id, new('x', 40_000));
        }

        await _rig.AppendAsync(_id, "two");

        Assert.Equal(0, _rig.Log.CountOf(EventIds.JournalShardGone));
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalRoomRefused));
        Assert.Equal(["1"], _rig.JournalNames());
    }

    [Fact]
    public async Task Close_ShardWasDeletedAndTheDocumentCannotBeWritten_LosesNothing()
    {
        _rig.Disk.DeleteFile(_rig.ShardPath(1));
        using (_rig.Disk.Fail(new(CrashOperationKind.CreateFile) { PathPattern = "/store/.s.json.*", Times = 100 }))
            await _rig.Store.DisposeAsync();

        await _rig.OpenAsync();

        Assert.Equal(["one"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task Append_LockWasDeleted_IsUnknownAndNothingMoreIsMade()
    {
        _rig.Disk.DeleteFile("/store/store.lock");

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "two"));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Contains("/store/store.lock", error.Message, StringComparison.Ordinal);
        var issue = Assert.Single(_rig.Store.Health.Issues);
        Assert.Equal((StoreIssueKinds.FilesGone, StoreStatus.ReadOnly), (issue.Kind, issue.Severity));
        Assert.Contains("/store/store.lock", issue.Detail, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(_id, "three"));
        Assert.Contains("/store/store.lock", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.Store.CheckpointAsync());
        var operations = _rig.Disk.OperationCount;
        _rig.Settle();
        await _rig.Store.DisposeAsync();

        Assert.DoesNotContain(_rig.Disk.Trace.Skip(operations), operation => operation.Matches("/store/s.json")
            || operation.Kind is CrashOperationKind.CreateFile && operation.Matches(StoreRig.AnyShard));
        await _rig.OpenAsync();
        Assert.Equal("one", (await _rig.TextsAsync(_id))[0]);
    }

    [Fact]
    public void Health_LockWasDeletedAndNobodyWrites_IsReadOnly()
    {
        _rig.Disk.DeleteFile("/store/store.lock");

        Assert.Equal(StoreIssueKinds.FilesGone, Assert.Single(_rig.Store.Health.Issues).Kind);
    }

    // The documents of the next owner are not written over by the former one.
    [Fact]
    public async Task Checkpoint_AnotherOwnerHasTheLock_WritesNothing()
    {
        _rig.Disk.DeleteFile("/store/store.lock");
        await using var next = new FileSessionStore(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        await next.AppendAsync(_id, [SessionMessage.User("two")]);
        await next.CheckpointAsync();
        var document = _rig.Bytes("s.json");

        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.Store.CheckpointAsync(_id));
        await _rig.Store.DisposeAsync();

        Assert.Equal(document, _rig.Bytes("s.json"));
        Assert.Equal(StoreStatus.Healthy, next.Health.Status);
    }
}
