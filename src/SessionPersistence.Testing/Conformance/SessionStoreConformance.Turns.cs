namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Turns() =>
    [
        Case(BeginTurn_WhenItReturns_TheInputIsStored),
        Case(BeginTurn_AnotherIsOpen_ThrowsNamingIt),
        Case(BeginTurn_AfterTheEnd_BeginsAnother),
        Case(BeginTurn_ManyAtOnce_OneWins),
        Case(FindOpenTurn_NoTurn_ReturnsNull),
        Case(FindOpenTurn_Dispose_DoesNothing),
        Case(ListOpenTurns_SeveralSessions_AreInTheOrderOfIds),
        Case(Turn_Complete_StoresStepsAndAnswerInOrder),
        Case(Turn_CompleteWithoutMessages_EndsIt),
        Case(Turn_OpenWhenTheStoreCloses_IsInterrupted),
    ];

    private static async Task BeginTurn_WhenItReturns_TheInputIsStored(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);

        var turn = await store.BeginTurnAsync(created.Id, [SessionMessage.System("s"), SessionMessage.User("q")],
            new() { StreamId = "stream", Model = "m" }).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["a", "s", "q"], Texts(loaded));
        Expect.Sequence<string?>(
            [turn.Id.Value, turn.Id.Value], loaded.Messages.Skip(1).Select(message => message.TurnId));
        Expect.Equal<(SessionId, TurnId, string?)>((created.Id, turn.Id, "stream"),
            (loaded.OpenTurn!.SessionId, loaded.OpenTurn.TurnId, loaded.OpenTurn.StreamId));
        Expect.Equal(turn.Id, loaded.Metadata.OpenTurnId!.Value);
        Expect.Equal<(SessionId, TurnOutcome?)>((created.Id, null), (turn.SessionId, turn.Outcome));
        Expect.True(turn.Outcome is null);
    }

    private static async Task BeginTurn_AnotherIsOpen_ThrowsNamingIt(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        var open = await Expect.ThrowsAsync<TurnInProgressException>(() => BeginAsync(store, created.Id))
            .ConfigureAwait(false);

        Expect.Equal((created.Id, turn.Id), (open.SessionId, open.OpenTurnId));
        Expect.Sequence(["question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_AfterTheEnd_BeginsAnother(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var first = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await first.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);

        var second = await BeginAsync(store, created.Id).ConfigureAwait(false);

        Expect.True(first.Id != second.Id);
        Expect.Sequence(
            ["question", "answer", "question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_ManyAtOnce_OneWins(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        var begun = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => TryBeginAsync(store, created.Id)))).ConfigureAwait(false);

        Expect.Equal(1, begun.Count(turn => turn is not null));
        Expect.Sequence(["question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task<Turn?> TryBeginAsync(ISessionStore store, SessionId id)
    {
        try
        {
            return await BeginAsync(store, id).ConfigureAwait(false);
        }
        catch (TurnInProgressException)
        {
            return null;
        }
    }

    private static async Task FindOpenTurn_NoTurn_ReturnsNull(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        Expect.Null(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.InterruptAsync("stop").ConfigureAwait(false);

        Expect.Null(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));
        Expect.Null((await LoadAsync(store, created.Id).ConfigureAwait(false)).OpenTurn);
    }

    private static async Task FindOpenTurn_Dispose_DoesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        var found = Expect.NotNull(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));
        await found.DisposeAsync().ConfigureAwait(false);

        Expect.Equal(turn.Id, found.Id);
        Expect.NotNull((await LoadAsync(store, created.Id).ConfigureAwait(false)).OpenTurn);
        await turn.CompleteAsync([]).ConfigureAwait(false);
    }

    private static async Task ListOpenTurns_SeveralSessions_AreInTheOrderOfIds(ISessionStore store)
    {
        foreach (var name in new[] { "c", "a", "B" })
        {
            var id = SessionId.Parse(name);
            await store.CreateAsync(new() { Id = id }).ConfigureAwait(false);
            await store.BeginTurnAsync(id, [SessionMessage.User("q")],
                new() { TurnId = TurnId.Parse($"turn-{name}"), StreamId = $"stream-{name}" }).ConfigureAwait(false);
        }

        var ended = Expect.NotNull(await store.FindOpenTurnAsync(SessionId.Parse("a")).ConfigureAwait(false));
        await ended.InterruptAsync("stop").ConfigureAwait(false);

        Expect.Sequence(["B turn-B stream-B", "c turn-c stream-c"], (await OpenTurnsAsync(store).ConfigureAwait(false))
            .Select(turn => $"{turn.SessionId} {turn.TurnId} {turn.StreamId}"));
    }

    private static async Task Turn_Complete_StoresStepsAndAnswerInOrder(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store).ConfigureAwait(false);
        var turn = await BeginAsync(tested.Store, created.Id).ConfigureAwait(false);
        turn.ReportText("ans");
        await turn.AppendAsync([SessionMessage.Parse(
            """{"role":"assistant","content":"call","tool_calls":[{"id":"c1"}]}""")]).ConfigureAwait(false);
        await turn.AppendAsync([SessionMessage.Tool("c1", "result")]).ConfigureAwait(false);
        turn.ReportText("wer");
        var revision = (await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false)).Revision;
        var metadata = await LoadMetadataAsync(tested.Store, created.Id).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        var loaded = await LoadAsync(tested.Store, created.Id).ConfigureAwait(false);
        Expect.Equal(revision, metadata.Revision);
        Expect.Sequence(["question", "call", "result", "answer"], Texts(loaded));
        Expect.True(loaded.Messages.All(message => message.TurnId == turn.Id.Value && message.Id is not null));
        Expect.Null(loaded.OpenTurn);
    }

    private static async Task Turn_CompleteWithoutMessages_EndsIt(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        await turn.CompleteAsync([]).ConfigureAwait(false);

        Expect.Equal<TurnOutcome?>(TurnOutcome.Completed, turn.Outcome);
        Expect.Sequence(["question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_OpenWhenTheStoreCloses_IsInterrupted(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store).ConfigureAwait(false);
        var turn = await BeginAsync(tested.Store, created.Id).ConfigureAwait(false);
        turn.ReportText("half");

        await tested.ReopenAsync().ConfigureAwait(false);

        var loaded = await LoadAsync(tested.Store, created.Id).ConfigureAwait(false);
        Expect.Null(loaded.OpenTurn);
        Expect.Equal(0, (await OpenTurnsAsync(tested.Store).ConfigureAwait(false)).Count);
        Expect.Sequence(["question", "half"], Texts(loaded).Take(2));
        ExpectMarker(loaded.Messages[^1], turn.Id);
    }
}
