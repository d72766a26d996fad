using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>When a turn of a file store is told to stop; what every store does is in the conformance cases.</summary>
public sealed class StoppingTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("a");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Stopping_JournalBreaks_HasFiredWhenTheWriteFails()
    {
        var turn = await BeginAsync();
        var stopping = turn.Stopping;

        using (_rig.FailFlushes(int.MaxValue))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "text"));

        Assert.True(stopping.IsCancellationRequested);
        Assert.Null(turn.Outcome);
    }

    [Fact]
    public async Task Stopping_AskedForAfterTheJournalBroke_HasFired()
    {
        var turn = await BeginAsync();
        using (_rig.FailFlushes(int.MaxValue))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "text"));

        Assert.True(turn.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Stopping_ShardsAreDeleted_HasFiredWhenTheWriteFails()
    {
        var turn = await BeginAsync();
        var stopping = turn.Stopping;
        _rig.Disk.DeleteFile(_rig.ShardPath(1));
        _rig.Disk.OperationCompleted += operation =>
        {
            if (operation.Kind == CrashOperationKind.Flush && operation.Matches(StoreRig.AnyShard))
                _rig.Disk.DeleteFile(operation.Path);
        };

        await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "text"));

        Assert.True(stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Stopping_RefusedEndingOfAnotherHandle_DoesNotFire()
    {
        var turn = await BeginAsync();
        var stopping = turn.Stopping;
        var other = (await _rig.Store.FindOpenTurnAsync(_id))!;
        _rig.Disk.FreeSpace = 0;

        await Assert.ThrowsAsync<SessionWriteException>(
            () => other.CompleteAsync([SessionMessage.Assistant(new('x', 2_000_000))]));

        Assert.False(stopping.IsCancellationRequested);
        Assert.Null(turn.Outcome);
    }

    [Fact]
    public async Task CloseAsync_OwnerEndsItsTurn_ClosesBehindIt()
    {
        var turn = await BeginAsync();
        var stopping = turn.Stopping;

        var closing = _rig.Store.CloseAsync();
        Assert.True(stopping.IsCancellationRequested);
        Assert.False(closing.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(BeginAsync);
        await turn.CompleteAsync([SessionMessage.Assistant("in time")]);
        await closing;

        await _rig.OpenAsync();
        Assert.Equal(["question", "in time"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task CloseAsync_NoTimeLeft_InterruptsTheTurn()
    {
        var turn = await BeginAsync();
        var stopping = turn.Stopping;

        await _rig.Store.CloseAsync(new(canceled: true));

        Assert.True(stopping.IsCancellationRequested);
        Assert.Equal(
            (TurnOutcome.Interrupted, InterruptionReasons.StoreClosed), (turn.Outcome, turn.InterruptionReason));
        await _rig.OpenAsync();
        Assert.Equal(2, (await _rig.TextsAsync(_id)).Length);
    }

    [Fact]
    public async Task CloseAsync_NothingOpen_Closes()
    {
        await _rig.Store.CloseAsync();
        await _rig.Store.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _rig.Store.LoadAsync(_id));
        await new FileSessionStore(
            new() { Directory = "/never-opened" }, new() { FileSystem = _rig.Disk }).CloseAsync();
    }

    private Task<Turn> BeginAsync() => _rig.Store.BeginTurnAsync(_id, [SessionMessage.User("question")]);
}
