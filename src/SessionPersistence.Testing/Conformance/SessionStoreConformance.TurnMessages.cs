namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> TurnMessages() =>
    [
        Case(BeginTurn_MessageThatIsThere_Throws),
        Case(BeginTurn_MessageThatIsThereAfterReopening_Throws),
        Case(BeginTurn_RepeatedMessage_Throws),
        Case(Turn_SameStepAgain_WritesNothing),
        Case(Turn_PartOfAStepAgain_Throws),
        Case(Turn_CompleteWithTheLastStep_WritesItOnce),
        Case(Turn_CompleteWithPartOfTheLastStep_ThrowsAndStaysOpen),
        Case(Turn_CallNumberedAnew_IsClosed),
    ];

    private static async Task BeginTurn_MessageThatIsThere_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false);

        var reused = await Expect.ThrowsAsync<IdReusedException>(
            () => store.BeginTurnAsync(created.Id, Identified("b"))).ConfigureAwait(false);

        Expect.Equal((created.Id, "b"), (reused.SessionId, reused.MessageId));
        Expect.Sequence(["a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
        Expect.True(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false) is null);
    }

    private static async Task BeginTurn_MessageThatIsThereAfterReopening_Throws(StoreUnderTest tested)
    {
        var created = await tested.Store.CreateAsync(new() { Messages = Identified("a", "b") }).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        await Expect.ThrowsAsync<IdReusedException>(
            () => tested.Store.BeginTurnAsync(created.Id, Identified("a", "c"))).ConfigureAwait(false);

        Expect.Sequence(["a", "b"], Texts(await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_RepeatedMessage_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentException>(() => store.BeginTurnAsync(created.Id, Identified("a", "a")))
            .ConfigureAwait(false);

        Expect.Sequence([], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_SameStepAgain_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var revision = (await turn.AppendAsync(Identified("a", "b")).ConfigureAwait(false)).Revision;

        await ExpectRepeatAsync(revision, turn.AppendAsync(Identified("a", "b"))).ConfigureAwait(false);

        Expect.Sequence(["question", "a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
        var next = await turn.AppendAsync(Identified("c")).ConfigureAwait(false);
        Expect.Equal((revision + 1, 3, "c"), (next.Revision, next.FirstIndex, next.Messages[0].Id));
    }

    private static async Task Turn_PartOfAStepAgain_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync(Identified("a", "b")).ConfigureAwait(false);

        await Expect.ThrowsAsync<IdReusedException>(() => turn.AppendAsync(Identified("b", "c")))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => turn.AppendAsync(Identified("c", "c"))).ConfigureAwait(false);

        Expect.Sequence(["question", "a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_CompleteWithTheLastStep_WritesItOnce(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync(Identified("a")).ConfigureAwait(false);

        await turn.CompleteAsync(Identified("a")).ConfigureAwait(false);

        Expect.Equal<TurnOutcome?>(TurnOutcome.Completed, turn.Outcome);
        Expect.Sequence(["question", "a"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_CompleteWithPartOfTheLastStep_ThrowsAndStaysOpen(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync(Identified("a", "b")).ConfigureAwait(false);

        await Expect.ThrowsAsync<IdReusedException>(() => turn.CompleteAsync(Identified("b", "c")))
            .ConfigureAwait(false);

        Expect.Null(turn.Outcome);
        await turn.CompleteAsync(Identified("c")).ConfigureAwait(false);
        Expect.Sequence(["question", "a", "b", "c"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_CallNumberedAnew_IsClosed(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var call = SessionMessage.Parse("""{"role":"assistant","content":"","tool_calls":[{"id":"call_0"}]}""");
        await turn.AppendAsync([call]).ConfigureAwait(false);
        await turn.AppendAsync([SessionMessage.Tool("call_0", "result"), call]).ConfigureAwait(false);

        await turn.InterruptAsync("stop").ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence<string?>(["user", "assistant", "tool", "assistant", "tool", "assistant"],
            loaded.Messages.Select(message => message.Role));
        Expect.Equal("call_0", loaded.Messages[4].ToolCallId);
    }
}
