using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

/// <summary>The device refuses a flush, or a write half way: the shard is never asked again.</summary>
public sealed class JournalPoisonTests : IDisposable
{
    private readonly JournalRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(CrashOperationKind.Flush, FaultEffect.NotApplied)]
    [InlineData(CrashOperationKind.Flush, FaultEffect.PagesDropped)]
    [InlineData(CrashOperationKind.Write, FaultEffect.NotApplied)]
    [InlineData(CrashOperationKind.Write, FaultEffect.PartlyApplied)]
    [InlineData(CrashOperationKind.Write, FaultEffect.Applied)]
    public async Task CommitAsync_DeviceRefusesOnce_IsDurableInANewShard(
        CrashOperationKind operation, FaultEffect effect)
    {
        await _rig.AppendAsync("a", 1);
        using var fault = _rig.Disk.Fail(
            new(operation, effect) { PathPattern = JournalRig.AnyShard, AppliedBytes = 20 });

        await _rig.AppendAsync("a", 2);

        Assert.Equal(["appended a 1", "appended a 2"], JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 2)));
        Assert.Equal(1, _rig.PoisonedShards);
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalShardPoisoned));
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalBatchRescued));
    }

    [Fact]
    public async Task CommitAsync_DeviceRefusesOnce_NeverTouchesThatShardAgain()
    {
        await _rig.AppendAsync("a", 1);
        using (_rig.Disk.Fail(new(CrashOperationKind.Flush) { PathPattern = JournalRig.AnyShard }))
            await _rig.AppendAsync("a", 2);
        var failed = _rig.Disk.Trace.Single(operation => operation.Outcome == CrashOperationOutcome.Failed);

        await _rig.AppendAsync("a", 3);
        await _rig.Writer.CloseAsync();

        Assert.DoesNotContain(_rig.Disk.Trace.Skip(failed.Index + 1), operation => operation.Matches(failed.Path));
    }

    [Fact]
    public async Task CommitAsync_DeviceRefusesForEver_IsUnknown()
    {
        await _rig.AppendAsync("a", 1);
        using var fault = _rig.Disk.Fail(new(CrashOperationKind.Flush,
            FaultEffect.PagesDropped) { PathPattern = JournalRig.AnyShard, Times = int.MaxValue });

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync("a", 2));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.IsType<IOException>(error.InnerException, exactMatch: false);
        Assert.Throws<StoreReadOnlyException>(() => _rig.Enqueue("a", 3));
        Assert.Equal(["flushed appended a 1"], _rig.Subscriber.Told);
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalBroken));
    }

    [Fact]
    public async Task CommitAsync_QueuedWhenTheJournalBreaks_IsNeverWritten()
    {
        await _rig.AppendAsync("a", 1);
        var (hanging, first) = await _rig.HangAsync("a", 2, CrashOperationKind.Write);
        var queued = _rig.AppendAsync("b", 1);
        using (_rig.Disk.Fail(new(CrashOperationKind.Flush) { PathPattern = JournalRig.AnyShard, Times = 2 }))
        {
            hanging.Release();
            await Assert.ThrowsAsync<SessionWriteException>(() => first.WaitAsync(JournalRig.Patience));
        }

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => queued.WaitAsync(JournalRig.Patience));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Equal(["flushed appended a 1"], _rig.Subscriber.Told);
        Assert.DoesNotContain("life-b", _rig.Disk.Dump(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloseAsync_JournalIsBroken_TouchesNoShard()
    {
        await _rig.AppendAsync("a", 1);
        using (_rig.Disk.Fail(new(CrashOperationKind.Flush) { PathPattern = JournalRig.AnyShard, Occurrence = 1 }))
        using (_rig.Disk.Fail(new(CrashOperationKind.Flush) { PathPattern = JournalRig.AnyShard, Occurrence = 3 }))
        {
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync("a", 2));
        }

        var operations = _rig.Disk.OperationCount;
        await _rig.Writer.CloseAsync();

        Assert.Equal(operations, _rig.Disk.OperationCount);
    }

    [Fact]
    public async Task CloseAsync_FooterIsRefused_WritesItsNeighboursToANewShard()
    {
        await _rig.AppendAsync("a", 1);
        using var fault = _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = JournalRig.AnyShard });

        await _rig.Writer.CloseAsync();

        var shard = JournalRig.Read(_rig.Disk.Crash(), 2);
        Assert.Equal(["appended a 1"], JournalRig.Records(shard));
        Assert.True(shard.HasFooter);
        Assert.Equal(1, _rig.PoisonedShards);
    }

    [Fact]
    public async Task CommitAsync_BatchFillsSeveralBlocks_RescuesAllOfIt()
    {
        await _rig.AppendAsync("a", 1);
        using var fault = _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = JournalRig.AnyShard });

        await _rig.AppendAsync(JournalRig.Record("a", 2, textLength: 700_000));

        Assert.Equal(["appended a 1", "appended a 2"], JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 2)));
    }

    [Fact]
    public async Task CommitAsync_FlushLies_LosesNoMoreThanWhatItCovered()
    {
        await _rig.AppendAsync("a", 1);
        using var fault = _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.PagesDroppedSilently) { PathPattern = JournalRig.AnyShard });
        await _rig.AppendAsync("a", 2);
        await _rig.AppendAsync("a", 3);

        var shard = JournalRig.Read(_rig.Disk.Crash(), 1);

        Assert.Equal(["appended a 1", "appended a 3"], JournalRig.Records(shard));
        Assert.True(shard.LostFlushedRecords);
    }

    [Fact]
    public async Task CommitAsync_SubscriberFails_TellsWhoWaits()
    {
        _rig.Subscriber.Flushed = _ => throw new InvalidOperationException("A defect.");

        var error = await Assert.ThrowsAsync<SessionWriteException>(
            () => _rig.AppendAsync("a", 1).WaitAsync(JournalRig.Patience));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public async Task CommitAsync_SubscriberFailsOverARefusal_TellsWhoWaits()
    {
        _rig.Subscriber.Refused = _ => throw new InvalidOperationException("A defect.");
        using var fault = _rig.Disk.Fail(new(CrashOperationKind.CreateFile) { PathPattern = JournalRig.AnyShard });

        var error = await Assert.ThrowsAsync<SessionWriteException>(
            () => _rig.AppendAsync("a", 1).WaitAsync(JournalRig.Patience));

        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
        Assert.Throws<StoreReadOnlyException>(() => _rig.Enqueue("a", 2));
    }
}
