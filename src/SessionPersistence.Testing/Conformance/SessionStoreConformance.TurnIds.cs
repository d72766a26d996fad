namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> TurnIds() =>
    [
        Case(BeginTurn_IdOfTheOpenTurn_ThrowsNamingIt),
        Case(BeginTurn_IdOfACompletedTurn_ReturnsItClosed),
        Case(BeginTurn_IdOfAnInterruptedTurn_ReturnsItClosed),
        Case(BeginTurn_IdOfAnEndedTurnAfterReopening_ReturnsItClosed),
        Case(BeginTurn_IdOfAnEndedTurnWhileAnotherIsOpen_ReturnsItClosed),
        Case(BeginTurn_IdOfTheSixteenthTurnBack_IsRemembered),
        Case(BeginTurn_SameIdInAnotherSession_BeginsATurn),
    ];

    private static async Task BeginTurn_IdOfTheOpenTurn_ThrowsNamingIt(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        var open = await Expect.ThrowsAsync<TurnInProgressException>(() => BeginAsync(store, created.Id, "t1"))
            .ConfigureAwait(false);

        Expect.Equal(turn.Id, open.OpenTurnId);
        Expect.Sequence(["question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_IdOfACompletedTurn_ReturnsItClosed(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        var revision = (await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false)).Revision;

        var again = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        Expect.Equal((turn.Id, TurnOutcome.Completed), (again.Id, again.Outcome!.Value));
        await ExpectClosedAsync(again, TurnOutcome.Completed).ConfigureAwait(false);
        await again.DisposeAsync().ConfigureAwait(false);
        Expect.Equal(revision, (await LoadAsync(store, created.Id).ConfigureAwait(false)).Revision);
    }

    private static async Task BeginTurn_IdOfAnInterruptedTurn_ReturnsItClosed(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        await turn.DisposeAsync().ConfigureAwait(false);

        var again = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        Expect.Equal(TurnOutcome.Interrupted, again.Outcome!.Value);
        await ExpectClosedAsync(again, TurnOutcome.Interrupted).ConfigureAwait(false);
    }

    private static async Task BeginTurn_IdOfAnEndedTurnAfterReopening_ReturnsItClosed(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store).ConfigureAwait(false);
        var turn = await BeginAsync(tested.Store, created.Id, "t1").ConfigureAwait(false);
        await turn.CompleteAsync([]).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        var again = await BeginAsync(tested.Store, created.Id, "t1").ConfigureAwait(false);

        Expect.Equal(TurnOutcome.Completed, again.Outcome!.Value);
        Expect.Sequence(["question"], Texts(await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_IdOfAnEndedTurnWhileAnotherIsOpen_ReturnsItClosed(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var first = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        await first.CompleteAsync([]).ConfigureAwait(false);
        await BeginAsync(store, created.Id, "t2").ConfigureAwait(false);

        var again = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        Expect.Equal(TurnOutcome.Completed, again.Outcome!.Value);
    }

    private static async Task BeginTurn_IdOfTheSixteenthTurnBack_IsRemembered(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        for (var i = 0; i < 16; i++)
        {
            var turn = await BeginAsync(store, created.Id, $"t{i}").ConfigureAwait(false);
            await turn.CompleteAsync([]).ConfigureAwait(false);
        }

        var oldest = await BeginAsync(store, created.Id, "t0").ConfigureAwait(false);

        Expect.Equal(TurnOutcome.Completed, oldest.Outcome!.Value);
    }

    private static async Task BeginTurn_SameIdInAnotherSession_BeginsATurn(ISessionStore store)
    {
        var one = await CreateAsync(store).ConfigureAwait(false);
        var other = await CreateAsync(store).ConfigureAwait(false);
        await BeginAsync(store, one.Id, "t1").ConfigureAwait(false);

        var turn = await BeginAsync(store, other.Id, "t1").ConfigureAwait(false);

        Expect.Equal<(SessionId, TurnOutcome?)>((other.Id, null), (turn.SessionId, turn.Outcome));
    }
}
