using System.Globalization;

namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> TurnRepeats() =>
    [
        Case(Turn_StepThatSaysMore_ThrowsAndStaysOpen),
        Case(Turn_AnswerThatSaysMore_ThrowsAndStaysOpen),
        Case(Turn_StepOfBeforeTheTurn_IsKnown),
        Case(Turn_EarlierStepAgain_IsAnsweredWithTheFirstRevision),
        Case(Turn_CompleteWithAnEarlierStep_WritesItOnce),
        Case(Turn_SameStepAtOnce_OneWrites),
        Case(BeginTurn_IdOfTheOpenTurnWithAnotherInput_Throws),
        Case(BeginTurn_IdOfAnEndedTurnWithAnotherInput_Throws),
        Case(BeginTurn_IdOfAnEndedTurnWithAnotherInputAfterReopening_Throws),
        Case(BeginTurn_SameInputWithOtherMessageIds_IsARepeat),
        Case(BeginTurn_IdOfATurnLongAgo_IsKnownByItsMessages),
    ];

    private static Task<Turn> BeginAsync(
        ISessionStore store, SessionId id, string turnId, params SessionMessage[] input) =>
        store.BeginTurnAsync(id, input, new() { TurnId = TurnId.Parse(turnId) });

    private static async Task ExpectReusedTurnAsync(ISessionStore store, SessionId id, string turnId)
    {
        var reused = await ExpectReusedAsync(() => BeginAsync(store, id, turnId, SessionMessage.User("another")))
            .ConfigureAwait(false);

        Expect.Equal((id, TurnId.Parse(turnId), null), (reused.SessionId, reused.TurnId!.Value, reused.MessageId));
    }

    private static async Task Turn_StepThatSaysMore_ThrowsAndStaysOpen(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync([Said("a", "\"content\":\"half\"")]).ConfigureAwait(false);

        var reused = await ExpectReusedAsync(() => turn.AppendAsync([Said("a", "\"content\":\"half and half\"")]))
            .ConfigureAwait(false);

        Expect.Equal("a", reused.MessageId);
        Expect.Null(turn.Outcome);
        Expect.Sequence(["question", "half"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_AnswerThatSaysMore_ThrowsAndStaysOpen(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync([Said("a", "\"content\":\"half\"")]).ConfigureAwait(false);

        await ExpectReusedAsync(() => turn.CompleteAsync([Said("a", "\"content\":\"half and half\"")]))
            .ConfigureAwait(false);

        Expect.Null(turn.Outcome);
        await turn.CompleteAsync([Said("b", "\"content\":\"whole\"")]).ConfigureAwait(false);
        Expect.Sequence(["question", "half", "whole"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_StepOfBeforeTheTurn_IsKnown(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store).ConfigureAwait(false);
        var revision = (await tested.Store.AppendAsync(created.Id, Identified("a")).ConfigureAwait(false)).Revision;
        await tested.ReopenAsync().ConfigureAwait(false);
        var turn = await BeginAsync(tested.Store, created.Id).ConfigureAwait(false);

        await ExpectReusedAsync(() => turn.AppendAsync([Said("a", "\"content\":\"other\"")])).ConfigureAwait(false);

        await ExpectRepeatAsync(revision, turn.AppendAsync(Identified("a"))).ConfigureAwait(false);
        Expect.Sequence(["a", "question"], Texts(await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_EarlierStepAgain_IsAnsweredWithTheFirstRevision(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var revision = (await turn.AppendAsync(Identified("a", "b")).ConfigureAwait(false)).Revision;
        await turn.AppendAsync(Identified("c")).ConfigureAwait(false);

        await ExpectRepeatAsync(revision, turn.AppendAsync(Identified("a", "b"))).ConfigureAwait(false);

        Expect.Sequence(["question", "a", "b", "c"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_CompleteWithAnEarlierStep_WritesItOnce(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await turn.AppendAsync(Identified("a")).ConfigureAwait(false);
        await store.AppendAsync(created.Id, [SessionMessage.System("note")]).ConfigureAwait(false);

        await turn.CompleteAsync(Identified("a")).ConfigureAwait(false);

        Expect.Equal(TurnOutcome.Completed, turn.Outcome!.Value);
        Expect.Sequence(["question", "a", "note"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Turn_SameStepAtOnce_OneWrites(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        var written = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            Task.Run(() => turn.AppendAsync(Identified("a", "b"))))).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["question", "a", "b"], Texts(loaded));
        Expect.Sequence([loaded.Revision], written.Select(each => each.Revision).Distinct());
        Expect.Equal(1, written.Count(each => !each.IsRepeat));
    }

    private static async Task BeginTurn_IdOfTheOpenTurnWithAnotherInput_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        await ExpectReusedTurnAsync(store, created.Id, "t1").ConfigureAwait(false);

        await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);
        Expect.Sequence(["question", "answer"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_IdOfAnEndedTurnWithAnotherInput_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        await turn.DisposeAsync().ConfigureAwait(false);
        var before = await LoadMetadataAsync(store, created.Id).ConfigureAwait(false);

        await ExpectReusedTurnAsync(store, created.Id, "t1").ConfigureAwait(false);

        Expect.Equal(before, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
        Expect.Null(await store.FindOpenTurnAsync(created.Id).ConfigureAwait(false));
    }

    private static async Task BeginTurn_IdOfAnEndedTurnWithAnotherInputAfterReopening_Throws(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store).ConfigureAwait(false);
        var first = await BeginAsync(tested.Store, created.Id, "t1").ConfigureAwait(false);
        await first.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);
        await BeginAsync(tested.Store, created.Id, "t2").ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        await ExpectReusedTurnAsync(tested.Store, created.Id, "t1").ConfigureAwait(false);
        await ExpectReusedTurnAsync(tested.Store, created.Id, "t2").ConfigureAwait(false);

        var again = await BeginAsync(tested.Store, created.Id, "t2").ConfigureAwait(false);
        Expect.Equal(TurnOutcome.Interrupted, again.Outcome!.Value);
    }

    // A host that makes its message ids anew says the same all the same.
    private static async Task BeginTurn_SameInputWithOtherMessageIds_IsARepeat(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1", SessionMessage.User("q").WithIds("m1"))
            .ConfigureAwait(false);
        await turn.CompleteAsync([]).ConfigureAwait(false);

        var again = await BeginAsync(store, created.Id, "t1", SessionMessage.User("q").WithIds("m2"))
            .ConfigureAwait(false);

        Expect.Equal(TurnOutcome.Completed, again.Outcome!.Value);
        Expect.Sequence(["q"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task BeginTurn_IdOfATurnLongAgo_IsKnownByItsMessages(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "before").ConfigureAwait(false);
        for (var i = 0; i < 40; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"t{i}");
            var turn = await BeginAsync(tested.Store, created.Id, name).ConfigureAwait(false);
            if (i == 1) await turn.InterruptAsync("stop").ConfigureAwait(false);
            else await turn.CompleteAsync([SessionMessage.Assistant(name)]).ConfigureAwait(false);
        }

        await tested.ReopenAsync().ConfigureAwait(false);

        await ExpectReusedTurnAsync(tested.Store, created.Id, "t0").ConfigureAwait(false);
        var completed = await BeginAsync(tested.Store, created.Id, "t0").ConfigureAwait(false);
        var interrupted = await BeginAsync(tested.Store, created.Id, "t1").ConfigureAwait(false);
        Expect.Equal((TurnOutcome.Completed, TurnOutcome.Interrupted),
            (completed.Outcome!.Value, interrupted.Outcome!.Value));
    }
}
