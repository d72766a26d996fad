namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> WriteResults() =>
    [
        Case(WriteResult_OfAnAppend_IsWhatIsStored),
        Case(WriteResult_OfARepeat_IsThatOfTheFirst),
        Case(WriteResult_OfTurns_IsWhatIsStored),
        Case(WriteResult_OfARewrite_IsTheWholeList),
        Case(WriteResult_OfAnExtension_IsWhatIsNew),
        Case(WriteResult_OfACompletionThatRepeats_NamesTheMessages),
    ];

    private static IEnumerable<string> Json(IEnumerable<SessionMessage> messages) =>
        messages.Select(message => message.ToString());

    private static async Task ExpectStoredAsync(ISessionStore store, SessionId id, WriteResult written)
    {
        var loaded = await LoadAsync(store, id).ConfigureAwait(false);
        Expect.Sequence(
            Json(written.Messages), Json(loaded.Messages.Skip(written.FirstIndex).Take(written.Messages.Count)));
        Expect.Equal(written.Revision, loaded.Revision);
        Expect.True(written.Messages.All(message => message.Id is not null));
    }

    private static async Task WriteResult_OfAnAppend_IsWhatIsStored(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);

        var written = await store.AppendAsync(created.Id, [SessionMessage.User("c"), SessionMessage.User("d")])
            .ConfigureAwait(false);

        Expect.Equal((2, 2, false), (written.FirstIndex, written.Messages.Count, written.IsRepeat));
        await ExpectStoredAsync(store, created.Id, written).ConfigureAwait(false);
    }

    private static async Task WriteResult_OfARepeat_IsThatOfTheFirst(ISessionStore store)
    {
        var created = await CreateAsync(store, "before").ConfigureAwait(false);
        var first = await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false);
        await store.AppendAsync(created.Id, [SessionMessage.User("others")]).ConfigureAwait(false);

        var again = await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false);

        Expect.Equal((first.Revision, 1, true), (again.Revision, again.FirstIndex, again.IsRepeat));
        Expect.Sequence(Json(first.Messages), Json(again.Messages));
    }

    private static async Task WriteResult_OfTurns_IsWhatIsStored(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        var step = await turn.AppendAsync([SessionMessage.Assistant("step")]).ConfigureAwait(false);
        await ExpectStoredAsync(store, created.Id, step).ConfigureAwait(false);
        var answer = await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);
        await ExpectStoredAsync(store, created.Id, answer).ConfigureAwait(false);
        var next = await BeginAsync(store, created.Id).ConfigureAwait(false);
        next.ReportText("half");
        var ending = await next.InterruptAsync("stop").ConfigureAwait(false);
        await ExpectStoredAsync(store, created.Id, ending).ConfigureAwait(false);

        Expect.Equal((1, 2, 4), (step.FirstIndex, answer.FirstIndex, ending.FirstIndex));
        Expect.Equal(2, ending.Messages.Count);
    }

    private static async Task WriteResult_OfARewrite_IsTheWholeList(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);

        var written = await store.RewriteAsync(
            created.Id, [SessionMessage.User("a"), SessionMessage.User("x")], RewriteReason.Edit, created.Revision)
            .ConfigureAwait(false);
        var again = await store.RewriteAsync(created.Id, written.Messages, RewriteReason.Edit, written.Revision)
            .ConfigureAwait(false);

        Expect.Equal((0, 2, false), (written.FirstIndex, written.Messages.Count, written.IsRepeat));
        await ExpectStoredAsync(store, created.Id, written).ConfigureAwait(false);
        Expect.Equal((written.Revision, true), (again.Revision, again.IsRepeat));
        Expect.Sequence(Json(written.Messages), Json(again.Messages));
    }

    private static async Task WriteResult_OfAnExtension_IsWhatIsNew(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);

        var written = await store.ExtendAsync(
            created.Id, [.. created.Messages, SessionMessage.User("b")], created.Revision).ConfigureAwait(false);

        Expect.Equal((1, "b"), (written.FirstIndex, written.Messages.Single().Text));
        await ExpectStoredAsync(store, created.Id, written).ConfigureAwait(false);
        await Expect.ThrowsAsync<SessionConflictException>(
            () => store.ExtendAsync(created.Id, created.Messages, created.Revision)).ConfigureAwait(false);
    }

    private static async Task WriteResult_OfACompletionThatRepeats_NamesTheMessages(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var step = await turn.AppendAsync(Identified("a")).ConfigureAwait(false);

        var ending = await turn.CompleteAsync(Identified("a")).ConfigureAwait(false);

        Expect.Equal((step.Revision + 1, 1, false), (ending.Revision, ending.FirstIndex, ending.IsRepeat));
        Expect.Sequence(Json(step.Messages), Json(ending.Messages));
    }
}
