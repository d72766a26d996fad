using SessionPersistence.Testing;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>An event is a repeat only if it says what was said; otherwise its turn's id was used again.</summary>
public sealed class TurnRepeatTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_TheSameInputAgain_IsAnsweredWithTheFirst(bool reopened)
    {
        await _rig.OpenAsync();
        var first = await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(A, new(TurnEventNames.WorkerStarted) { TurnId = Turn(1) });
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        if (reopened) await _rig.ReopenAsync();

        var again = await _rig.AppendAsync(A, Submitted(1));

        Assert.Equal((first.Revision, first.CreatedAt, first.TurnId), (again.Revision, again.CreatedAt, again.TurnId));
        Assert.Equal(first.Event, again.Event);
        Assert.Equal(["submitted t1", "worker_started t1"], await _rig.EventsAsync(A));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task AppendAsync_OtherInputUnderTheSameTurn_IsRefused(bool reopened, bool ended)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        if (ended) await _rig.AppendAsync(A, Completed(1));
        if (reopened) await _rig.ReopenAsync();
        var before = await _rig.EventsAsync(A);

        var error = await Assert.ThrowsAsync<IdReusedException>(() => _rig.AppendAsync(A, Submitted(1, "other")));

        Assert.Equal((A, Turn(1)), (error.SessionId, error.TurnId));
        Assert.Equal(before, await _rig.EventsAsync(A));
        await _rig.ReopenAsync();
        Assert.Equal(ended ? 0 : 1, _rig.Journal.PendingTurns.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_TheSameInputOfATurnThatEnded_SaysThatItHas(bool reopened)
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 1);
        if (reopened) await _rig.ReopenAsync();

        var error = await Assert.ThrowsAsync<TurnEndedException>(() => _rig.AppendAsync(A, Submitted(1)));

        Assert.Equal((Turn(1), TurnOutcome.Completed), (error.TurnId, error.Outcome!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_TheSameEndingInOtherWords_IsRefused(bool reopened)
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 1);
        if (reopened) await _rig.ReopenAsync();

        var error = await Assert.ThrowsAsync<IdReusedException>(
            () => _rig.AppendAsync(A, Completed(1) with { Reason = "other" }));

        Assert.Equal((A, Turn(1)), (error.SessionId, error.TurnId));
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("_ts")]
    [InlineData("message_id")]
    public async Task AppendAsync_RepeatWithAnotherTime_IsARepeat(string name)
    {
        await _rig.OpenAsync();
        var submitted = await _rig.AppendAsync(A, With(Submitted(1), name, "1"));
        Assert.Equal(submitted.Revision, (await _rig.AppendAsync(A, With(Submitted(1), name, "[2]"))).Revision);
        var completed = await _rig.AppendAsync(A, With(Completed(1), name, "1"));

        await _rig.ReopenAsync();

        Assert.Equal(completed.Revision, (await _rig.AppendAsync(A, With(Completed(1), name, "2"))).Revision);
        Assert.Equal(2, (await _rig.EventsAsync(A)).Count);
    }

    [Fact]
    public async Task AppendAsync_PartsWithOtherWhiteSpace_AreARepeat()
    {
        await _rig.OpenAsync();
        var first = await _rig.AppendAsync(A, Submitted(1) with { Content = new(Json("""[{"type":"text"}]""")) });

        var again = await _rig.AppendAsync(A, Submitted(1) with { Content = new(Json("""[ { "type" : "text" } ]""")) });

        Assert.Equal(first.Revision, again.Revision);
    }

    [Fact]
    public async Task AppendAsync_RepeatsAnInputThatIsBeingFlushed_WaitsForIt()
    {
        await _rig.OpenAsync();
        var hanging = _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = AnyShard });
        var first = Task.Run(() => _rig.AppendAsync(A, Submitted(1)));
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(Patience)));

        var again = Task.Run(() => _rig.AppendAsync(A, Submitted(1)));
        Assert.NotSame(again, await Task.WhenAny(again, Task.Run(() => hanging.WaitUntilStruck(Patience))));
        hanging.Release();

        Assert.Equal((await first.WaitAsync(Patience)).Revision, (await again.WaitAsync(Patience)).Revision);
        Assert.Equal(["submitted t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_EndingAfterItsInputWasRepeated_EndsTheTurn()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(A, Submitted(1));
        await Assert.ThrowsAsync<IdReusedException>(() => _rig.AppendAsync(A, Submitted(1, "other")));

        await _rig.AppendAsync(A, Completed(1));

        await _rig.ReopenAsync();
        Assert.Empty(_rig.Journal.PendingTurns);
    }

    private static TurnEvent With(TurnEvent said, string name, string json) =>
        said with { Properties = new Dictionary<string, System.Text.Json.JsonElement> { [name] = Json(json) } };
}
