namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Appends() =>
    [
        Case(Append_ExpectedRevision_IsCompared),
        Case(Append_SameIdsAgain_WritesNothing),
        Case(Append_SameIdsAgainAfterReopening_WritesNothing),
        Case(Append_SameIdsAgainWithTheOldRevision_WritesNothing),
        Case(Append_PartOfTheIds_Throws),
        Case(Append_ManyAtOnce_AllAreThereOnce),
        Case(Append_UnknownSession_Throws),
        Case(Append_DuringATurn_Succeeds),
    ];

    private static async Task Append_ExpectedRevision_IsCompared(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, [SessionMessage.User("b")], created.Revision)
            .ConfigureAwait(false)).Revision;

        var conflict = await Expect.ThrowsAsync<SessionConflictException>(
            () => store.AppendAsync(created.Id, [SessionMessage.User("c")], created.Revision)).ConfigureAwait(false);

        Expect.True(revision > created.Revision);
        Expect.Equal(
            (created.Id, created.Revision, revision),
            (conflict.SessionId, conflict.ExpectedRevision, conflict.ActualRevision));
        Expect.Sequence(["a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static SessionMessage[] Identified(params string[] ids) =>
        [.. ids.Select(id => SessionMessage.User(id).WithIds(id))];

    private static async Task ExpectRepeatAsync(long revision, Task<WriteResult> write)
    {
        var written = await write.ConfigureAwait(false);
        Expect.Equal((revision, true), (written.Revision, written.IsRepeat));
        Expect.True(written.Messages.Count > 0 && written.Messages.All(message => message.Id is not null));
    }

    private static async Task Append_SameIdsAgain_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store, "before").ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false)).Revision;

        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a", "b"))).ConfigureAwait(false);

        Expect.Sequence(["before", "a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Append_SameIdsAgainAfterReopening_WritesNothing(StoreUnderTest tested)
    {
        var created = await tested.Store.CreateAsync(new() { Messages = Identified("a", "b") }).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);
        var revision = (await LoadMetadataAsync(tested.Store, created.Id).ConfigureAwait(false)).Revision;

        await ExpectRepeatAsync(revision, tested.Store.AppendAsync(created.Id, Identified("a", "b")))
            .ConfigureAwait(false);

        Expect.Sequence(["a", "b"], Texts(await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Append_SameIdsAgainWithTheOldRevision_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a"), created.Revision)
            .ConfigureAwait(false)).Revision;

        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a"), created.Revision))
            .ConfigureAwait(false);
    }

    private static async Task Append_PartOfTheIds_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false)).Revision;

        var reused = await Expect.ThrowsAsync<IdReusedException>(
            () => store.AppendAsync(created.Id, Identified("b", "c"))).ConfigureAwait(false);
        await Expect.ThrowsAsync<IdReusedException>(() => store.AppendAsync(created.Id, Identified("c", "a")))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<IdReusedException>(
            () => store.AppendAsync(created.Id, [.. Identified("a"), SessionMessage.User("without an id")]))
            .ConfigureAwait(false);

        Expect.Equal((created.Id, "b", null), (reused.SessionId, reused.MessageId, reused.TurnId));
        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Equal(revision, loaded.Revision);
        Expect.Sequence(["a", "b"], Texts(loaded));
    }

    private static async Task Append_ManyAtOnce_AllAreThereOnce(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        var written = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Task.Run(() => store.AppendAsync(created.Id, [SessionMessage.User($"{i:00}")])))).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(Enumerable.Range(0, 32).Select(i => $"{i:00}"), Texts(loaded).Order(StringComparer.Ordinal));
        Expect.Equal(32, written.DistinctBy(each => each.Revision).Count());
        Expect.Equal(written.Max(each => each.Revision), loaded.Revision);
        Expect.True(written.All(each => loaded.Messages[each.FirstIndex].Id == each.Messages[0].Id));
    }

    private static async Task Append_UnknownSession_Throws(ISessionStore store)
    {
        var missing = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => store.AppendAsync(SomeId, [SessionMessage.User("a")])).ConfigureAwait(false);
        await Expect.ThrowsAsync<SessionNotFoundException>(() => store.UpdateMetadataAsync(SomeId, before => before))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<SessionNotFoundException>(() => store.RewriteAsync(SomeId, [], RewriteReason.Clear, 1))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<SessionNotFoundException>(() => BeginAsync(store, SomeId)).ConfigureAwait(false);
        await Expect.ThrowsAsync<SessionNotFoundException>(() => store.FindOpenTurnAsync(SomeId)).ConfigureAwait(false);

        Expect.Equal((SomeId, false), (missing.SessionId, missing.WasDeleted));
    }

    private static async Task Append_DuringATurn_Succeeds(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        await store.AppendAsync(created.Id, [SessionMessage.System("note")]).ConfigureAwait(false);
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);

        Expect.Sequence(
            ["question", "note", "answer"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }
}
