using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

public sealed class FailingFlushTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s");
        await _rig.AppendAsync(_id, "1");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task AppendAsync_OneFlushFails_IsDurableAllTheSame()
    {
        using (_rig.FailFlushes(1)) await _rig.AppendAsync(_id, "2");

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["1", "2"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task AppendAsync_OneFlushFails_IsLoggedAndCounted()
    {
        using (_rig.FailFlushes(1)) await _rig.AppendAsync(_id, "2");

        Assert.Equal(1, _rig.PoisonedShards);
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalShardPoisoned));
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalBatchRescued));
        Assert.Equal(0, _rig.Log.CountOf(EventIds.JournalBroken));
    }

    [Fact]
    public async Task AppendAsync_WriteFailsHalfWay_IsDurableAllTheSame()
    {
        using (_rig.Disk.Fail(new(CrashOperationKind.Write,
            FaultEffect.PartlyApplied) { PathPattern = StoreRig.AnyShard, AppliedBytes = 100 }))
        {
            await _rig.AppendAsync(_id, "2");
        }

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["1", "2"], await _rig.TextsAsync(_id));
        Assert.Equal(1, _rig.PoisonedShards);
    }

    [Fact]
    public async Task AppendAsync_AllFlushesFail_IsUnknownAndTheStoreReadOnly()
    {
        using var fault = _rig.FailFlushes(int.MaxValue);

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "2"));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(_id, "3"));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.CreateAsync("t"));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.Store.DeleteAsync(_id));
        await Assert.ThrowsAsync<StoreReadOnlyException>(
            () => _rig.Store.BeginTurnAsync(_id, [SessionMessage.User("4")]));
        Assert.Equal(["1"], await _rig.TextsAsync(_id));
        Assert.Equal(1, (await _rig.Store.LoadMetadataAsync(_id))!.MessageCount);
    }

    [Fact]
    public async Task OpenAsync_AfterAllFlushesFailed_HasWhatWasAcknowledgedAndWorks()
    {
        using (_rig.FailFlushes(int.MaxValue))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "2"));

        await _rig.LosePowerAndOpenAsync();
        await _rig.AppendAsync(_id, "3");

        Assert.Equal(["1", "3"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task OpenAsync_AfterAllFlushesFailedAndAKill_HasTheUnknownRecordOnceOrNotAtAll()
    {
        using (_rig.FailFlushes(int.MaxValue))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "2"));

        await _rig.KillAndOpenAsync();
        var found = await _rig.TextsAsync(_id);
        await _rig.LosePowerAndOpenAsync();

        Assert.True(found is ["1"] or ["1", "2"], string.Join(',', found));
        Assert.Equal(found, await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task CompleteAsync_Unknown_AcceptsNoOtherEndingAndDisposeWritesNothing()
    {
        var turn = await _rig.Store.BeginTurnAsync(_id, [SessionMessage.User("2")]);
        using (_rig.FailFlushes(int.MaxValue))
        {
            await Assert.ThrowsAsync<SessionWriteException>(() => turn.CompleteAsync([SessionMessage.Assistant("3")]));
        }

        var operations = _rig.Disk.OperationCount;
        await Assert.ThrowsAsync<TurnEndedException>(() => turn.InterruptAsync("late"));
        await turn.DisposeAsync();

        Assert.Equal(operations, _rig.Disk.OperationCount);
    }

    [Fact]
    public async Task OpenAsync_AfterAFlushThatLied_OpensAndKeepsTheRest()
    {
        using (_rig.FailFlushes(1, FaultEffect.PagesDroppedSilently)) await _rig.AppendAsync(_id, "2");
        await _rig.AppendAsync(_id, "3");

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["1", "3"], await _rig.TextsAsync(_id));
    }
}
