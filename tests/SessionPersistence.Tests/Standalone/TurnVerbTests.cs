using SessionPersistence.Testing;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

public sealed class TurnVerbTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task SubmitAsync_NothingButContent_BeginsATurn()
    {
        await _rig.OpenAsync();

        var asked = await _rig.Journal.SubmitAsync(A, "Find a ryokan");

        var pending = Assert.Single((await _rig.LosePowerAndOpenAsync()).PendingTurns);
        Assert.Equal((A, asked.TurnId), (pending.SessionId, pending.TurnId));
        Assert.Equal(("user", "Find a ryokan"),
            (pending.Events[0].Event.Role, pending.Events[0].Event.Content?.Text));
    }

    [Fact]
    public async Task SubmitAsync_Options_AreMembersOfTheEvent()
    {
        await _rig.OpenAsync();

        await _rig.Journal.SubmitAsync(A, "hello", new()
        {
            TurnId = Turn(1),
            StreamId = "s1",
            Workspace = "/w",
            Model = "m",
            ModelProvider = "p",
            Attachments = [Json("""{"name":"a.png"}""")],
            Properties = new Dictionary<string, System.Text.Json.JsonElement> { ["tries"] = Json("1.50") },
        });

        var line = Testing.Disk.Text(_rig.Disk, _rig.PathOf(1)).Split('\n')[1];
        Assert.Contains("\"event\":\"submitted\",\"session_id\":\"a\",\"turn_id\":\"t1\",\"stream_id\":\"s1\","
            + "\"role\":\"user\",\"content\":\"hello\",\"attachments\":[{\"name\":\"a.png\"}],\"workspace\":\"/w\","
            + "\"model\":\"m\",\"model_provider\":\"p\",\"tries\":1.50", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_OpenTurn_EndsIt()
    {
        await _rig.OpenAsync();
        var asked = await _rig.Journal.SubmitAsync(A, "hello");

        var ended = await _rig.Journal.CompleteAsync(A, asked.TurnId);
        var again = await _rig.Journal.CompleteAsync(A, asked.TurnId);

        Assert.Equal(ended.Revision, again.Revision);
        Assert.Empty((await _rig.LosePowerAndOpenAsync()).PendingTurns);
    }

    [Fact]
    public async Task InterruptAsync_OpenTurn_EndsItWithTheReason()
    {
        await _rig.OpenAsync();
        var asked = await _rig.Journal.SubmitAsync(A, "hello");

        var ended = await _rig.Journal.InterruptAsync(A, asked.TurnId, "owner_lost");

        Assert.Equal(ended.Revision, (await _rig.Journal.InterruptAsync(A, asked.TurnId, "owner_lost")).Revision);
        Assert.Equal("owner_lost", (await _rig.ReadAsync(A))[^1].Event.Reason);
        await Assert.ThrowsAsync<IdReusedException>(
            async () => await _rig.Journal.InterruptAsync(A, asked.TurnId, "stopped"));
        var late = await Assert.ThrowsAsync<TurnEndedException>(
            async () => await _rig.Journal.CompleteAsync(A, asked.TurnId));
        Assert.Equal(TurnOutcome.Interrupted, late.Outcome);
        Assert.Equal(2, (await _rig.ReadAsync(A)).Count);
    }

    [Fact]
    public async Task CompleteAsyncAndInterruptAsync_TurnNeverSubmitted_NameTheOpenTurn()
    {
        await _rig.OpenAsync();
        var asked = await _rig.Journal.SubmitAsync(A, "hello");

        var completed = await Assert.ThrowsAsync<TurnNotFoundException>(
            async () => await _rig.Journal.CompleteAsync(A, Turn(9)));
        var interrupted = await Assert.ThrowsAsync<TurnNotFoundException>(
            async () => await _rig.Journal.InterruptAsync(A, Turn(9), "stopped"));

        Assert.Equal((asked.TurnId, asked.TurnId), (completed.OpenTurnId, interrupted.OpenTurnId));
        await _rig.Journal.CompleteAsync(A, asked.TurnId);
    }

    [Fact]
    public async Task Verbs_InvalidArguments_AreMisuse()
    {
        await _rig.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await _rig.Journal.SubmitAsync(default, "hello"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _rig.Journal.CompleteAsync(A, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _rig.Journal.InterruptAsync(A, default, "r"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _rig.Journal.InterruptAsync(A, Turn(1), " "));
    }

    [Fact]
    public async Task SubmitAsync_RepeatsWhatMayNotBeThere_IsNotAnswered()
    {
        await _rig.OpenAsync();
        await _rig.Journal.SubmitAsync(B, "hello");
        _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = AnyShard, Times = int.MaxValue });
        var error = await Assert.ThrowsAsync<SessionWriteException>(
            async () => await _rig.Journal.SubmitAsync(A, "hello", new() { TurnId = Turn(1) }));
        Assert.Equal(WriteOutcome.Unknown, error.Outcome);

        await Assert.ThrowsAsync<StoreReadOnlyException>(
            async () => await _rig.Journal.SubmitAsync(A, "hello", new() { TurnId = Turn(1) }));
    }
}
