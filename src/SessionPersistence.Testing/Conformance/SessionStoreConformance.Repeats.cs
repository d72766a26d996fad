namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Repeats() =>
    [
        Case(Append_KnownIdThatSaysMore_Throws),
        Case(Append_MembersInAnotherOrder_Throws),
        Case(Append_NumberSpelledOtherwise_Throws),
        Case(Append_WhiteSpaceAndTimes_AreLeftOut),
        Case(Append_SameIdsInAnotherOrder_Throws),
        Case(Append_RepeatBehindOtherWrites_IsAnsweredWithTheFirstRevision),
        Case(Append_RepeatOfSeveralWrites_IsAnsweredWithTheOldest),
        Case(Append_RepeatAfterReopening_IsAnsweredWithTheFirstRevision),
        Case(Append_RepeatOfTheOldestThatIsKnown_WritesNothing),
        Case(Append_IdsTakenAwayByARewrite_AreWritten),
        Case(Append_IdsKeptByARewrite_AreKnown),
        Case(Append_SameIdsAtOnce_OneWrites),
        Case(Append_OneIdWithTwoContentsAtOnce_OneIsRefused),
        Case(Append_RepeatOfACompletion_WritesNothing),
    ];

    private static SessionMessage Said(string id, string members) =>
        SessionMessage.Parse($$"""{"role":"assistant",{{members}},"message_id":"{{id}}"}""");

    private static Task<IdReusedException> ExpectReusedAsync(Func<Task> write) =>
        Expect.ThrowsAsync<IdReusedException>(write);

    // What a stream is: an answer that grows under one id.
    private static async Task Append_KnownIdThatSaysMore_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, [Said("a", "\"content\":\"half\"")])
            .ConfigureAwait(false)).Revision;

        var reused = await ExpectReusedAsync(
            () => store.AppendAsync(created.Id, [Said("a", "\"content\":\"half and half\"")])).ConfigureAwait(false);

        Expect.Equal((created.Id, "a", null), (reused.SessionId, reused.MessageId, reused.TurnId));
        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["half"], Texts(loaded));
        Expect.Equal(revision, loaded.Revision);
    }

    private static async Task Append_MembersInAnotherOrder_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        await store.AppendAsync(created.Id, [Said("a", "\"x\":1,\"y\":2")]).ConfigureAwait(false);

        await ExpectReusedAsync(() => store.AppendAsync(created.Id, [Said("a", "\"y\":2,\"x\":1")]))
            .ConfigureAwait(false);
    }

    private static async Task Append_NumberSpelledOtherwise_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        await store.AppendAsync(created.Id, [Said("a", "\"x\":1.0")]).ConfigureAwait(false);

        await ExpectReusedAsync(() => store.AppendAsync(created.Id, [Said("a", "\"x\":1")])).ConfigureAwait(false);
        await ExpectReusedAsync(() => store.AppendAsync(created.Id, [Said("a", "\"x\":1e0")])).ConfigureAwait(false);
    }

    private static async Task Append_WhiteSpaceAndTimes_AreLeftOut(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var first = Said("a", "\"timestamp\":1,\"content\":\"hello\",\"inner\":{\"timestamp\":1}");
        var revision = (await store.AppendAsync(created.Id, [first]).ConfigureAwait(false)).Revision;

        var again = (await store.AppendAsync(created.Id, [SessionMessage.Parse(
            """{ "message_id": "a", "role": "assistant", "_ts": 2.5, "content": "hello", "inner": { "timestamp": 1 }, "turn_id": "t" }""")])
            .ConfigureAwait(false)).Revision;

        Expect.Equal(revision, again);
        await ExpectReusedAsync(() => store.AppendAsync(
            created.Id, [Said("a", "\"content\":\"hello\",\"inner\":{\"timestamp\":2}")])).ConfigureAwait(false);
    }

    private static async Task Append_SameIdsInAnotherOrder_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false);

        await ExpectReusedAsync(() => store.AppendAsync(created.Id, Identified("b", "a"))).ConfigureAwait(false);

        Expect.Sequence(["a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    // Were it the newest, a write that expects it would pass over what others wrote in between.
    private static async Task Append_RepeatBehindOtherWrites_IsAnsweredWithTheFirstRevision(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false)).Revision;
        await store.AppendAsync(created.Id, [SessionMessage.User("others")]).ConfigureAwait(false);

        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a", "b"))).ConfigureAwait(false);
        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a"))).ConfigureAwait(false);

        await Expect.ThrowsAsync<SessionConflictException>(
            () => store.AppendAsync(created.Id, Identified("c"), revision)).ConfigureAwait(false);
        Expect.Sequence(["a", "b", "others"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Append_RepeatOfSeveralWrites_IsAnsweredWithTheOldest(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a")).ConfigureAwait(false)).Revision;
        await store.AppendAsync(created.Id, [SessionMessage.User("others")]).ConfigureAwait(false);
        await store.AppendAsync(created.Id, Identified("b")).ConfigureAwait(false);

        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a", "b"))).ConfigureAwait(false);
    }

    private static async Task Append_RepeatAfterReopening_IsAnsweredWithTheFirstRevision(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "before").ConfigureAwait(false);
        var revision = (await tested.Store.AppendAsync(created.Id, Identified("a")).ConfigureAwait(false)).Revision;
        await tested.Store.AppendAsync(created.Id, Identified("b")).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);
        await tested.Store.AppendAsync(created.Id, [SessionMessage.User("others")]).ConfigureAwait(false);

        await ExpectRepeatAsync(revision, tested.Store.AppendAsync(created.Id, Identified("a"))).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);
        await ExpectRepeatAsync(revision, tested.Store.AppendAsync(created.Id, Identified("a", "b")))
            .ConfigureAwait(false);
        await ExpectReusedAsync(() => tested.Store.AppendAsync(created.Id, [Said("b", "\"content\":\"other\"")]))
            .ConfigureAwait(false);
        Expect.Sequence(["before", "a", "b", "others"],
            Texts(await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Append_RepeatOfTheOldestThatIsKnown_WritesNothing(ISessionStore store)
    {
        const int known = 1024;
        var created = await CreateAsync(store, "before").ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a")).ConfigureAwait(false)).Revision;
        await store.AppendAsync(
            created.Id, [.. Enumerable.Range(1, known - 1).Select(i => SessionMessage.User($"{i}"))])
            .ConfigureAwait(false);

        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a"))).ConfigureAwait(false);

        Expect.Equal(known + 1, (await LoadAsync(store, created.Id).ConfigureAwait(false)).Messages.Count);
    }

    private static async Task Append_IdsTakenAwayByARewrite_AreWritten(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false)).Revision;
        await store.RewriteAsync(created.Id, Identified("a"), RewriteReason.Undo, revision).ConfigureAwait(false);

        var again = await store.AppendAsync(created.Id, [Said("b", "\"content\":\"another b\"")]).ConfigureAwait(false);

        Expect.True(!again.IsRepeat && again.Revision > revision + 1);
        Expect.Sequence(["a", "another b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Append_IdsKeptByARewrite_AreKnown(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var revision = (await store.AppendAsync(created.Id, Identified("a", "b")).ConfigureAwait(false)).Revision;
        var rewritten = (await store.RewriteAsync(created.Id, Identified("a"), RewriteReason.Undo, revision)
            .ConfigureAwait(false)).Revision;

        var again = (await store.AppendAsync(created.Id, Identified("a")).ConfigureAwait(false)).Revision;

        Expect.True(again < rewritten, "From there a caller would pass over the rewrite.");
        Expect.Sequence(["a"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Append_SameIdsAtOnce_OneWrites(ISessionStore store)
    {
        var created = await CreateAsync(store, "before").ConfigureAwait(false);

        var written = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            Task.Run(() => store.AppendAsync(created.Id, Identified("a", "b"))))).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["before", "a", "b"], Texts(loaded));
        Expect.Sequence([loaded.Revision], written.Select(each => each.Revision).Distinct());
        Expect.Equal(1, written.Count(each => !each.IsRepeat));
        Expect.True(written.All(
            each => Json(each.Messages).SequenceEqual(Json(loaded.Messages.Skip(each.FirstIndex)))));
    }

    private static async Task Append_OneIdWithTwoContentsAtOnce_OneIsRefused(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        var reused = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Task.Run(() => IsReusedAsync(store, created.Id, Said("a", $"\"content\":\"{i}\"")))))
            .ConfigureAwait(false);

        Expect.Equal(reused.Length - 1, reused.Count(refused => refused));
        Expect.Sequence([$"{Array.IndexOf(reused, false)}"],
            Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task<bool> IsReusedAsync(ISessionStore store, SessionId id, SessionMessage message)
    {
        try
        {
            await store.AppendAsync(id, [message]).ConfigureAwait(false);
            return false;
        }
        catch (IdReusedException)
        {
            return true;
        }
    }

    // A host that did not hear that its turn was completed.
    private static async Task Append_RepeatOfACompletion_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        var revision = (await turn.CompleteAsync(Identified("a")).ConfigureAwait(false)).Revision;
        await BeginAsync(store, created.Id, "t2").ConfigureAwait(false);

        await ExpectRepeatAsync(revision, store.AppendAsync(created.Id, Identified("a"))).ConfigureAwait(false);

        await ExpectReusedAsync(() => store.AppendAsync(created.Id, [Said("a", "\"content\":\"a\",\"more\":1")]))
            .ConfigureAwait(false);
        Expect.Sequence(["question", "a", "question"],
            Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }
}
