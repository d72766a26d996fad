using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>An ending ends a turn that was submitted, and opens none.</summary>
public sealed class TurnNotFoundTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public static TheoryData<string> Endings => [TurnEventNames.Completed, TurnEventNames.Interrupted];

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task AppendAsync_EndingWithoutATurn_NamesTheOpenTurn(string ending)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));

        var error = await Assert.ThrowsAsync<TurnNotFoundException>(() => _rig.AppendAsync(A, new(ending)));

        Assert.Equal((A, null, Turn(1)), (error.SessionId, error.TurnId, error.OpenTurnId));
        Assert.Contains("'t1'", error.Message, StringComparison.Ordinal);
        await AssertOnlyOpenAsync(1);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task AppendAsync_EndingOfATurnNeverSubmitted_NamesTheOpenTurn(string ending)
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 1);
        await _rig.AppendAsync(A, Submitted(2));
        await _rig.AppendAsync(A, Submitted(3));

        var error = await Assert.ThrowsAsync<TurnNotFoundException>(
            () => _rig.AppendAsync(A, new(ending) { TurnId = Turn(9) }));

        Assert.Equal((A, Turn(9), Turn(3)), (error.SessionId, error.TurnId, error.OpenTurnId));
        Assert.Equal(4, (await _rig.EventsAsync(A)).Count);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task AppendAsync_EndingWhereNoTurnIsOpen_NamesNone(string ending)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(B, Submitted(1));
        await _rig.DoTurnsAsync(A, 1, 1);

        var unnamed = await Assert.ThrowsAsync<TurnNotFoundException>(() => _rig.AppendAsync(A, new(ending)));
        var named = await Assert.ThrowsAsync<TurnNotFoundException>(
            () => _rig.AppendAsync(A, new(ending) { TurnId = Turn(2) }));

        Assert.Null(unnamed.OpenTurnId);
        Assert.Null(named.OpenTurnId);
        await _rig.ReopenAsync();
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
        await _rig.AppendAsync(A, Submitted(2));
    }

    [Fact]
    public async Task AppendAsync_NoteOfATurnNeverSubmitted_MakesItNoTurn()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, new("note") { TurnId = Turn(1) });

        await Assert.ThrowsAsync<TurnNotFoundException>(() => _rig.AppendAsync(A, Completed(1)));
    }

    [Fact]
    public async Task AppendAsync_EndingOfATurnThatAWorkerTook_EndsIt()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, new(TurnEventNames.WorkerStarted) { TurnId = Turn(1) });

        await _rig.AppendAsync(A, Completed(1));

        await _rig.ReopenAsync();
        Assert.Empty(_rig.Journal.PendingTurns);
    }

    [Fact]
    public async Task AppendAsync_EndingThatIsForgotten_IsRefused()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 17);

        await Assert.ThrowsAsync<TurnNotFoundException>(() => _rig.AppendAsync(A, Completed(1)));

        Assert.Equal(34, (await _rig.EventsAsync(A)).Count);
    }

    private async Task AssertOnlyOpenAsync(int turn)
    {
        Assert.Equal([$"submitted t{turn}"], await _rig.EventsAsync(A));
        await _rig.ReopenAsync();
        Assert.Equal(Turn(turn), Assert.Single(_rig.Journal.PendingTurns).TurnId);
    }
}
