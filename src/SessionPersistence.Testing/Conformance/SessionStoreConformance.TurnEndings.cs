namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> TurnEndings() =>
    [
        Case(Turn_VerbsAfterCompletion_Throw),
        Case(Turn_VerbsAfterInterruption_Throw),
        Case(Turn_VerbsOfAStartedTurn_Work),
        Case(Turn_EndedByAnotherHandle_TakesNoMore),
        Case(Turn_EndedByAnotherHandle_IsKnownAtOnce),
        Case(Turn_OfADeletedSession_IsKnownAtOnce),
        Case(Turn_TwoHandlesAtOnce_OneEnds),
        Case(Turn_Dispose_KeepsWhatThereIsAndMarksIt),
        Case(Turn_DisposeAfterCompletion_DoesNothing),
        Case(Turn_InterruptedFromOutside_KeepsWhatTheOwnerReported),
        Case(Turn_InterruptedWithAnsweredCalls_ClosesTheOthersOnly),
        Case(Turn_SessionDeleted_ThrowsNotFound),
        Case(Turn_SessionRecreated_NeverLands),
        Case(Turn_DisposeAfterDeletion_DoesNotThrow),
    ];

    private static async Task ExpectClosedAsync(Turn turn, TurnOutcome outcome)
    {
        Func<Task>[] verbs =
        [
            () => turn.AppendAsync([SessionMessage.User("late")]),
            () => turn.CompleteAsync([SessionMessage.User("late")]),
            () => turn.InterruptAsync("late"),
        ];
        foreach (var verb in verbs)
        {
            var error = await Expect.ThrowsAsync<TurnEndedException>(verb).ConfigureAwait(false);
            Expect.Equal((turn.SessionId, turn.Id), (error.SessionId, error.TurnId));
            Expect.Equal<(TurnOutcome?, string?)>(
                (outcome, turn.InterruptionReason), (error.Outcome, error.InterruptionReason));
        }

        turn.ReportText("late");

        Expect.Equal<TurnOutcome?>(outcome, turn.Outcome);
    }

    private static void ExpectMarker(SessionMessage marker, TurnId turnId)
    {
        var json = marker.ToString();
        Expect.Equal<(string?, string?)>(("assistant", turnId.Value), (marker.Role, marker.TurnId));
        Expect.True(json.Contains("\"_error\":true", StringComparison.Ordinal)
            && json.Contains("\"type\":\"interrupted\"", StringComparison.Ordinal), json);
    }

    private static async Task Turn_VerbsAfterCompletion_Throw(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var written = await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);

        await ExpectClosedAsync(turn, TurnOutcome.Completed).ConfigureAwait(false);

        Expect.Equal(written.Revision, (await LoadAsync(store, created.Id).ConfigureAwait(false)).Revision);
    }

    private static async Task Turn_VerbsAfterInterruption_Throw(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var written = await turn.InterruptAsync("quota").ConfigureAwait(false);

        await ExpectClosedAsync(turn, TurnOutcome.Interrupted).ConfigureAwait(false);

        Expect.Equal(written.Revision, (await LoadAsync(store, created.Id).ConfigureAwait(false)).Revision);
        Expect.Equal(TurnOutcome.Interrupted, turn.Outcome!.Value);
    }

    private static async Task Turn_VerbsOfAStartedTurn_Work(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        turn.ReportText("");
        turn.ReportText("x");
        await turn.AppendAsync([SessionMessage.Assistant("step")]).ConfigureAwait(false);

        Expect.Null(turn.Outcome);
        await turn.InterruptAsync("stop").ConfigureAwait(false);
        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, "stop"), (turn.Outcome, turn.InterruptionReason));
    }

    private static async Task Turn_EndedByAnotherHandle_TakesNoMore(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var other = Expect.NotNull(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));
        var written = await other.InterruptAsync("stop_button").ConfigureAwait(false);

        var error = await Expect.ThrowsAsync<TurnEndedException>(
            () => turn.CompleteAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);

        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, "stop_button"), (error.Outcome, error.InterruptionReason));
        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, "stop_button"), (turn.Outcome, turn.InterruptionReason));
        await ExpectClosedAsync(turn, TurnOutcome.Interrupted).ConfigureAwait(false);
        await turn.DisposeAsync().ConfigureAwait(false);
        Expect.Equal(written.Revision, (await LoadAsync(store, created.Id).ConfigureAwait(false)).Revision);
    }

    private static async Task Turn_EndedByAnotherHandle_IsKnownAtOnce(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        turn.ReportText("a piece");
        Expect.True(await store.InterruptTurnAsync(created.Id).ConfigureAwait(false), "No turn was open.");

        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, InterruptionReasons.Stopped), (turn.Outcome, turn.InterruptionReason));
        Expect.True(!await store.InterruptTurnAsync(created.Id).ConfigureAwait(false), "A turn is open.");
        await ExpectClosedAsync(turn, TurnOutcome.Interrupted).ConfigureAwait(false);
        var text = string.Concat(
            (await LoadAsync(store, created.Id).ConfigureAwait(false)).Messages.Select(message => message.Text));
        Expect.True(text.Contains("a piece", StringComparison.Ordinal)
            && !text.Contains("late", StringComparison.Ordinal), text);
    }

    private static async Task Turn_OfADeletedSession_IsKnownAtOnce(ISessionStore store)
    {
        var turn = await BeginAsync(store, (await CreateAsync(store).ConfigureAwait(false)).Id).ConfigureAwait(false);
        Expect.True(await store.DeleteAsync(turn.SessionId).ConfigureAwait(false), "The session was not deleted.");

        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, InterruptionReasons.SessionDeleted), (turn.Outcome, turn.InterruptionReason));
        var late = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => turn.CompleteAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);
        Expect.True(late.WasDeleted, "It does not say that the session was deleted.");
        await turn.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Turn_TwoHandlesAtOnce_OneEnds(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var other = Expect.NotNull(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));

        var ended = await Task.WhenAll(
            Task.Run(() => EndsAsync(() => turn.CompleteAsync([SessionMessage.Assistant("answer")]))),
            Task.Run(() => EndsAsync(() => other.InterruptAsync("stop")))).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Equal(1, ended.Count(won => won));
        Expect.Equal(ended[0], loaded.Messages.Any(message => message.Text == "answer"));
        Expect.Equal(2, loaded.Messages.Count);
    }

    private static async Task<bool> EndsAsync(Func<Task> end)
    {
        try
        {
            await end().ConfigureAwait(false);
            return true;
        }
        catch (TurnEndedException)
        {
            return false;
        }
    }

    private static async Task Turn_Dispose_KeepsWhatThereIsAndMarksIt(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync(
            [SessionMessage.Parse("""{"role":"assistant","content":"calls","tool_calls":[{"id":"c1"},{"id":"c2"}]}""")])
                .ConfigureAwait(false);
        turn.ReportText("half an ");
        turn.ReportText("answer");

        await turn.DisposeAsync().ConfigureAwait(false);
        await turn.DisposeAsync().ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Equal<TurnOutcome?>(TurnOutcome.Interrupted, turn.Outcome);
        Expect.Sequence<string?>(["user", "assistant", "tool", "tool", "assistant", "assistant"],
            loaded.Messages.Select(message => message.Role));
        Expect.Sequence<string?>(["c1", "c2"], loaded.Messages.Select(message => message.ToolCallId).OfType<string>());
        Expect.Equal("half an answer", loaded.Messages[4].Text);
        Expect.True(loaded.Messages[4].ToString().Contains("\"_partial\":true", StringComparison.Ordinal));
        Expect.True(loaded.Messages.All(message => message.TurnId == turn.Id.Value && message.Id is not null));
        ExpectMarker(loaded.Messages[5], turn.Id);
    }

    private static async Task Turn_DisposeAfterCompletion_DoesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var written = await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);

        await turn.DisposeAsync().ConfigureAwait(false);

        Expect.Equal((written.Revision, 2), ((await LoadAsync(store, created.Id).ConfigureAwait(false)).Revision,
            (await LoadAsync(store, created.Id).ConfigureAwait(false)).Messages.Count));
    }

    private static async Task Turn_InterruptedFromOutside_KeepsWhatTheOwnerReported(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        turn.ReportText("half");
        var other = Expect.NotNull(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));

        await other.InterruptAsync("stop_button").ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["question", "half"], Texts(loaded).Take(2));
        ExpectMarker(loaded.Messages[^1], turn.Id);
        Expect.True(loaded.Messages[^1].ToString()
            .Contains("\"interruption_reason\":\"stop_button\"", StringComparison.Ordinal));
    }

    private static async Task Turn_InterruptedWithAnsweredCalls_ClosesTheOthersOnly(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        turn.ReportText("taken up by the step");
        await turn.AppendAsync(
            [SessionMessage.Parse("""{"role":"assistant","content":"calls","tool_calls":[{"id":"c1"},{"id":"c2"}]}""")])
                .ConfigureAwait(false);
        await turn.AppendAsync([SessionMessage.Tool("c2", "result")]).ConfigureAwait(false);

        await turn.InterruptAsync("stop").ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence<string?>([null, null, "c2", "c1", null], loaded.Messages.Select(message => message.ToolCallId));
        Expect.Equal(5, loaded.Messages.Count);
    }

    private static async Task Turn_SessionDeleted_ThrowsNotFound(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await store.DeleteAsync(created.Id).ConfigureAwait(false);

        var append = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => turn.AppendAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);
        var complete = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => turn.CompleteAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);
        var interrupt = await Expect.ThrowsAsync<SessionNotFoundException>(() => turn.InterruptAsync("late"))
            .ConfigureAwait(false);
        turn.ReportText("late");

        Expect.Equal((true, true, true), (append.WasDeleted, complete.WasDeleted, interrupt.WasDeleted));
        Expect.Equal(0, (await OpenTurnsAsync(store).ConfigureAwait(false)).Count);
        Expect.Null(await store.LoadAsync(created.Id).ConfigureAwait(false));
    }

    private static async Task Turn_SessionRecreated_NeverLands(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        await store.DeleteAsync(created.Id).ConfigureAwait(false);
        await store.CreateAsync(new() { Id = created.Id, ReplaceDeleted = true }).ConfigureAwait(false);
        var successor = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        turn.ReportText("late");
        var append = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => turn.AppendAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);
        var complete = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => turn.CompleteAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);
        await turn.DisposeAsync().ConfigureAwait(false);

        Expect.Equal((true, true), (append.WasDeleted, complete.WasDeleted));
        Expect.Sequence(["question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
        await successor.InterruptAsync("stop").ConfigureAwait(false);
        Expect.True(Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)).All(text => text != "late"));
    }

    private static async Task Turn_DisposeAfterDeletion_DoesNotThrow(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await store.DeleteAsync(created.Id).ConfigureAwait(false);

        await turn.DisposeAsync().ConfigureAwait(false);

        Expect.Null(await store.LoadAsync(created.Id).ConfigureAwait(false));
    }
}
