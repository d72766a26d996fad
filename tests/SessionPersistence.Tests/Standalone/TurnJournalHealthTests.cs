using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>Buffered events, and what the caller learns when the disk does not do what it should.</summary>
public sealed class TurnJournalHealthTests : IAsyncDisposable
{
    private static readonly TurnEvent Note = new("note") { TurnId = Turn(1) };

    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task W29_AppendAsync_Buffered_SurvivesTheLossOfPowerAfterAQuarterOfASecond()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(A, Note, Durability.Buffered);
        Assert.Single(Assert.Single((await OpenedOnAsync(_rig.Disk.Crash())).PendingTurns).Events);
        var operations = _rig.Disk.OperationCount;

        var before = _rig.Time.GetUtcNow();
        Assert.True(WithoutContext.Run(_rig.Time.Step));

        Assert.Equal(TimeSpan.FromMilliseconds(250), _rig.Time.GetUtcNow() - before);
        Assert.Equal(2, _rig.Disk.OperationCount - operations);
        Assert.Equal(2, Assert.Single((await OpenedOnAsync(_rig.Disk.Crash())).PendingTurns).Events.Count);
    }

    [Fact]
    public async Task AppendAsync_BufferedThenFlushed_ShareOneFlush()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var operations = _rig.Disk.OperationCount;
        for (var i = 0; i < 20; i++) await _rig.AppendAsync(A, Note, Durability.Buffered);

        await _rig.AppendAsync(A, Completed(1));

        Assert.Equal(2, _rig.Disk.OperationCount - operations);
        Assert.Equal(22, (await _rig.ReadAsync(A)).Count);
    }

    [Fact]
    public async Task AppendAsync_BufferedFlushFindsNoRoom_TheNextCallSaysSoOnce()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        _rig.Disk.FreeSpace = 0;
        await _rig.AppendAsync(A, Note with { Content = new string('x', 900_000) }, Durability.Buffered);
        WithoutContext.Run(_rig.Time.Step);
        Assert.Equal(StoreStatus.Degraded, _rig.Journal.Health.Status);
        Assert.Equal(StoreIssueKinds.MarksLost, Assert.Single(_rig.Journal.Health.Issues).Kind);
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalBufferedLost));
        _rig.Disk.FreeSpace = null;

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(A, Completed(1)));

        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
        Assert.Equal(StoreStatus.Healthy, _rig.Journal.Health.Status);
        await _rig.AppendAsync(A, Completed(1));
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_DiskIsFull_IsNotDoneAndWorksAgainWithRoom()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        _rig.Disk.FreeSpace = 0;
        var large = Note with { Content = new string('x', 900_000) };

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(A, large));
        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
        await _rig.AppendAsync(A, Completed(1));
        _rig.Disk.FreeSpace = null;
        await _rig.AppendAsync(A, Submitted(2));
        await _rig.AppendAsync(A, large with { TurnId = Turn(2) });

        var journal = await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["submitted t1", "completed t1", "submitted t2", "note t2"], await _rig.EventsAsync(A));
        Assert.Equal(Turn(2), Assert.Single(journal.PendingTurns).TurnId);
    }

    [Fact]
    public async Task AppendAsync_DeviceRefusesOnce_IsDurableInAnotherFile()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = AnyShard });

        await _rig.AppendAsync(A, Completed(1));

        Assert.Equal(StoreStatus.Healthy, _rig.Journal.Health.Status);
        await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_DeviceRefusesForEver_IsUnknownAndTheJournalReadOnly()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = AnyShard, Times = int.MaxValue });

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(A, Completed(1)));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Equal(StoreStatus.ReadOnly, _rig.Journal.Health.Status);
        var issue = Assert.Single(_rig.Journal.Health.Issues);
        Assert.Equal(StoreIssueKinds.JournalBroken, issue.Kind);
        Assert.IsType<IOException>(issue.Exception, exactMatch: false);
        var other = await Assert.ThrowsAsync<TurnEndedException>(
            () => _rig.AppendAsync(A, new(TurnEventNames.Interrupted) { TurnId = Turn(1) }));
        Assert.Null(other.Outcome);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(A, Submitted(2)));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.Journal.CoverAsync(A, 1));
        Assert.Equal(["submitted t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task DisposeAsync_AppendsAndBufferedEventsOnTheirWay_DrainsThem()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var hanging = _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = AnyShard });
        var append = Task.Run(() => _rig.AppendAsync(A, Completed(1)));
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(Patience)));
        await _rig.AppendAsync(B, Submitted(1), Durability.Buffered);

        var closing = Task.Run(async () => await _rig.Journal.DisposeAsync());
        hanging.Release();
        await Task.WhenAll(append, closing).WaitAsync(Patience);

        var journal = await _rig.LosePowerAndOpenAsync();
        Assert.Equal(B, Assert.Single(journal.PendingTurns).SessionId);
        Assert.Empty(journal.Report.Findings);
    }

    [Fact]
    public async Task AppendAsync_CallerHasAContext_DoesNotBlockIt()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var hanging = _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = AnyShard });
        using var context = new PumpingContext();
        ValueTask<TurnRecord> append = default;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            append = _rig.Journal.AppendAsync(A, Completed(1));
        });
        thread.Start();

        Assert.True(thread.Join(Patience));
        Assert.False(append.IsCompleted);
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(Patience)));
        hanging.Release();
        Assert.Equal("completed", (await append.AsTask().WaitAsync(Patience)).Event.Name);
    }

    private static async Task<TurnJournal> OpenedOnAsync(CrashFileSystem disk)
    {
        await using var journal = await TurnJournal.OpenAsync(
            TurnJournalRig.Directory, null, new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        return journal;
    }

    [Fact]
    public async Task AppendAsync_MoreIsBufferedThanOneWriteTakes_DoesNotWaitForTheTime()
    {
        await _rig.OpenAsync();
        var large = Note with { Content = new string('x', 400_000) };
        var flushed = new TaskCompletionSource();
        _rig.Disk.OperationCompleted += operation =>
        {
            if (operation.Kind == CrashOperationKind.Flush && operation.Matches(AnyShard) && operation.Size > 400_000)
                flushed.TrySetResult();
        };

        for (var i = 0; i < 4; i++) await _rig.AppendAsync(A, large, Durability.Buffered);

        await flushed.Task.WaitAsync(Patience);
    }
}
