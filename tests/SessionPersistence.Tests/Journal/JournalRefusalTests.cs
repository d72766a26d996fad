using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

/// <summary>No room: nothing is done, nothing is poisoned, and what frees room still fits.</summary>
public sealed class JournalRefusalTests : IDisposable
{
    private const int Large = 100_000;

    private readonly JournalRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task CommitAsync_NoRoomForTheFirstShard_IsNotDoneAndWorksWhenThereIs()
    {
        _rig.Disk.FreeSpace = 1000;
        var refused = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync("a", 1));
        _rig.Disk.FreeSpace = null;

        await _rig.AppendAsync("a", 2);

        Assert.Equal(WriteOutcome.NotDone, refused.Outcome);
        Assert.Equal(["refused appended a 1", "flushed appended a 2"], _rig.Subscriber.Told);
        Assert.Single(_rig.Disk.ListDirectory(JournalRig.Directory));
    }

    [Fact]
    public async Task CommitAsync_ShardHasNoRoom_IsNotDoneAndKeepsTheShard()
    {
        var accepted = await FillAsync();

        _rig.Disk.FreeSpace = null;
        await _rig.AppendAsync("b", 1);

        Assert.Equal(0, _rig.PoisonedShards);
        Assert.Equal([.. Enumerable.Range(1, accepted).Select(n => $"appended a {n}"), "appended b 1"],
            JournalRig.Records(_rig.Read(1)));
    }

    [Theory]
    [InlineData(nameof(JournalEvent.Deleted))]
    [InlineData(nameof(JournalEvent.Completed))]
    [InlineData(nameof(JournalEvent.Interrupted))]
    public async Task CommitAsync_ShardHasNoRoom_StillTakesWhatEnds(string ending)
    {
        await FillAsync();
        var record = JournalRig.Record("b", 1, Enum.Parse<JournalEvent>(ending));

        await _rig.AppendAsync(record);

        Assert.Equal(record.Event, JournalRig.Read(_rig.Disk.Crash(), 1).Lines[^1].Record.Event);
    }

    [Fact]
    public async Task CommitAsync_ShardHasNoRoom_StillTakesWhatIsCarried()
    {
        await FillAsync();

        await _rig.Writer.CommitAsync(_rig.Writer.EnqueueCopy(JournalRig.Record("b", 1), _rig.Subscriber));

        Assert.Equal("appended b 1", JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 1)).Last());
    }

    [Fact]
    public async Task CommitAsync_MarkThatNobodyNeedsIsInTheBatch_StillTakesTheDeletion()
    {
        await FillAsync();
        var mark = _rig.Enqueue(JournalRig.Record("b", 0, JournalEvent.Covered));
        var deletion = _rig.Enqueue(JournalRig.Record("b", 1, JournalEvent.Deleted));

        await _rig.Writer.CommitAsync(deletion);

        Assert.NotNull(mark.Error);
        Assert.Contains("flushed deleted b 1", _rig.Subscriber.Told);
    }

    [Fact]
    public async Task CommitAsync_WriteBehindARefusedOneOfItsSession_IsRefusedToo()
    {
        await FillAsync();
        var (hanging, first) = await _rig.HangAsync("large", 1, CrashOperationKind.Write, Large);
        var second = _rig.AppendAsync(JournalRig.Record("large", 2, JournalEvent.Completed));
        hanging.Release();

        var errors = new[]
        {
            await Assert.ThrowsAsync<SessionWriteException>(() => first.WaitAsync(JournalRig.Patience)),
            await Assert.ThrowsAsync<SessionWriteException>(() => second.WaitAsync(JournalRig.Patience)),
        };

        Assert.All(errors, error => Assert.Equal(WriteOutcome.NotDone, error.Outcome));
    }

    [Fact]
    public async Task CommitAsync_WriteOfAnotherSessionBehindARefusedOne_IsTaken()
    {
        await FillAsync();
        var (hanging, first) = await _rig.HangAsync("large", 1, CrashOperationKind.Write, Large);
        var other = _rig.AppendAsync(JournalRig.Record("b", 1, JournalEvent.Completed));
        hanging.Release();

        await Assert.ThrowsAsync<SessionWriteException>(() => first.WaitAsync(JournalRig.Patience));
        await other.WaitAsync(JournalRig.Patience);
    }

    [Fact]
    public async Task Enqueue_WhileASessionIsToldOfARefusal_IsRefused()
    {
        await FillAsync();
        SessionWriteException? refused = null;
        _rig.Subscriber.Refused = _ => refused = Assert.Throws<SessionWriteException>(() => _rig.Enqueue("c", 1));

        await Assert.ThrowsAsync<SessionWriteException>(
            () => _rig.AppendAsync(JournalRig.Record("b", 1, textLength: Large)));

        Assert.Equal(WriteOutcome.NotDone, refused!.Outcome);
    }

    [Fact]
    public async Task CommitAllAsync_OneRefused_Throws()
    {
        await FillAsync();
        var appends = new[]
        {
            _rig.Enqueue(JournalRig.Record("b", 1, textLength: Large)),
            _rig.Enqueue(JournalRig.Record("c", 1, JournalEvent.Deleted)),
        };

        await Assert.ThrowsAsync<SessionWriteException>(() => _rig.Writer.CommitAllAsync(appends));

        Assert.Null(appends[1].Error);
    }

    /// <returns>How many records were taken.</returns>
    private async Task<int> FillAsync()
    {
        await _rig.AppendAsync("a", 1);
        _rig.Disk.FreeSpace = 0;
        var revision = 2;
        foreach (var textLength in new[] { 10_000, 1000, 100, 1 })
        {
            while (await IsTakenAsync(JournalRig.Record("a", revision, textLength: textLength))) revision++;
        }

        return revision - 1;
    }

    private async Task<bool> IsTakenAsync(JournalRecord record)
    {
        try
        {
            await _rig.AppendAsync(record);
            return true;
        }
        catch (SessionWriteException e)
        {
            Assert.Equal(WriteOutcome.NotDone, e.Outcome);
            return false;
        }
    }
}
