using SessionPersistence.Testing;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>An ending is final, and saying it twice is saying it once.</summary>
public sealed class TurnEndingTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(TurnEventNames.Interrupted)]
    [InlineData(TurnEventNames.WorkerStarted)]
    [InlineData("note")]
    public async Task W19_AppendAsync_AfterTheEnding_IsRefused(string name)
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 1);

        var late = await Assert.ThrowsAsync<TurnEndedException>(
            () => _rig.AppendAsync(A, new(name) { TurnId = Turn(1), CreatedAt = _rig.Time.GetUtcNow().AddDays(1) }));

        Assert.Equal((Turn(1), TurnOutcome.Completed), (late.TurnId, late.Outcome!.Value));
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_TheSameEndingAgain_IsAnsweredWithTheFirst(bool reopened)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var first = await _rig.AppendAsync(A, Completed(1));
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        if (reopened) await _rig.ReopenAsync();

        var again = await _rig.AppendAsync(A, Completed(1));

        Assert.Equal((first.Revision, first.CreatedAt, first.TurnId), (again.Revision, again.CreatedAt, again.TurnId));
        Assert.Equal(first.Event, again.Event);
        Assert.Equal(2, (await _rig.EventsAsync(A)).Count);
    }

    [Fact]
    public async Task AppendAsync_EndingsOlderThanTheLast16_AreForgotten()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 17);

        await _rig.AppendAsync(A, Submitted(1));
        await Assert.ThrowsAsync<TurnEndedException>(() => _rig.AppendAsync(A, Submitted(2)));
    }

    [Fact]
    public async Task AppendAsync_RepeatsAnEndingThatIsBeingFlushed_WaitsForIt()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var hanging = _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = AnyShard });
        var first = Task.Run(() => _rig.AppendAsync(A, Completed(1)));
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(Patience)));

        var again = Task.Run(() => _rig.AppendAsync(A, Completed(1)));
        var other = Task.Run(() => _rig.AppendAsync(A, new(TurnEventNames.Interrupted) { TurnId = Turn(1) }));
        Assert.NotSame(again, await Task.WhenAny(again, Task.Run(() => hanging.WaitUntilStruck(Patience))));
        hanging.Release();

        Assert.Equal((await first.WaitAsync(Patience)).Revision, (await again.WaitAsync(Patience)).Revision);
        await Assert.ThrowsAsync<TurnEndedException>(() => other.WaitAsync(Patience));
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_EndingIsRefused_TheTurnIsOpenAgain()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        _rig.Disk.FreeSpace = 0;
        var ending = Completed(1) with { Content = new string('x', 900_000) };

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(A, ending));

        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
        _rig.Disk.FreeSpace = null;
        await _rig.AppendAsync(A, new(TurnEventNames.Interrupted) { TurnId = Turn(1) });
        Assert.Equal(["submitted t1", "interrupted t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_CancelledEndingThenAnother_HasOneEnding()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var hanging = _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = AnyShard });
        var other = Task.Run(() => _rig.AppendAsync(B, Submitted(1)));
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(Patience)));
        using var source = new CancellationTokenSource();
        var ending = _rig.Journal.AppendAsync(A, Completed(1), cancellationToken: source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        var second = _rig.Journal.AppendAsync(A, new(TurnEventNames.Interrupted) { TurnId = Turn(1) }).AsTask();
        hanging.Release();

        await Assert.ThrowsAsync<TurnEndedException>(() => second.WaitAsync(Patience));
        await other.WaitAsync(Patience);
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_CancelledBefore_WritesNothing()
    {
        await _rig.OpenAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _rig.Journal.AppendAsync(A, Submitted(1), cancellationToken: new(true)));

        Assert.Empty(await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_ClockGoesBackwards_ChangesNothing()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1) with { CreatedAt = _rig.Time.GetUtcNow().AddHours(1) });
        await _rig.AppendAsync(A, Completed(1) with { CreatedAt = _rig.Time.GetUtcNow().AddHours(-1) });

        var journal = await _rig.ReopenAsync();

        Assert.Empty(journal.PendingTurns);
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }
}
