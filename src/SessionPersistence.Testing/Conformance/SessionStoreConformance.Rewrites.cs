namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Rewrites() =>
    [
        Case(Rewrite_EveryReason_ReplacesTheMessages),
        Case(Rewrite_StaleRevision_Throws),
        Case(Extend_WithIds_Appends),
        Case(Extend_WithoutIds_Appends),
        Case(Extend_WithTheSameMessages_WritesNothing),
        Case(Extend_Shorter_SaysWhatWouldBeLost),
        Case(Extend_Different_SaysWhereItDiffers),
        Case(Rewrite_KeptMessages_KeepTheirIds),
        Case(Rewrite_TurnOpen_Throws),
        Case(Rewrite_UnknownReason_WritesNothing),
        Case(Rewrite_ThenReopened_IsStillRewritten),
    ];

    private static async Task Rewrite_EveryReason_ReplacesTheMessages(ISessionStore store)
    {
        foreach (var reason in Enum.GetValues<RewriteReason>())
        {
            var created = await CreateAsync(store, "a", "b", "c").ConfigureAwait(false);

            var written = await store.RewriteAsync(created.Id, [created.Messages[0], SessionMessage.User("x")], reason,
                created.Revision).ConfigureAwait(false);

            var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
            Expect.Sequence(["a", "x"], Texts(loaded));
            Expect.Equal((written.Revision, 2), (loaded.Revision, loaded.Metadata.MessageCount));
            Expect.True(written.Revision > created.Revision);
        }
    }

    private static async Task Rewrite_StaleRevision_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);
        var written = await store.AppendAsync(created.Id, [SessionMessage.User("b")]).ConfigureAwait(false);

        var conflict = await Expect.ThrowsAsync<SessionConflictException>(
            () => store.RewriteAsync(created.Id, [], RewriteReason.Clear, created.Revision)).ConfigureAwait(false);

        Expect.Equal((created.Revision, written.Revision), (conflict.ExpectedRevision, conflict.ActualRevision));
        Expect.Sequence(["a", "b"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Extend_WithIds_Appends(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);

        await store.ExtendAsync(created.Id, [.. created.Messages, SessionMessage.User("c")], created.Revision)
            .ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["a", "b", "c"], Texts(loaded));
        Expect.Sequence(
            created.Messages.Select(message => message.Id), loaded.Messages.Take(2).Select(message => message.Id));
    }

    private static async Task Extend_WithoutIds_Appends(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);
        SessionMessage[] own = [SessionMessage.User("a"), SessionMessage.User("b"), SessionMessage.User("c")];

        await store.ExtendAsync(created.Id, own, created.Revision).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["a", "b", "c"], Texts(loaded));
        Expect.Sequence(
            created.Messages.Select(message => message.Id), loaded.Messages.Take(2).Select(message => message.Id));
    }

    private static async Task Extend_WithTheSameMessages_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);

        var written = await store.ExtendAsync(created.Id, created.Messages, created.Revision).ConfigureAwait(false);

        Expect.Equal((created.Revision, true, 2, 0),
            (written.Revision, written.IsRepeat, written.FirstIndex, written.Messages.Count));
        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Extend_Shorter_SaysWhatWouldBeLost(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b", "c").ConfigureAwait(false);

        var shrink = await Expect.ThrowsAsync<SessionShrinkException>(() => store.ExtendAsync(
            created.Id, [created.Messages[0]], created.Revision)).ConfigureAwait(false);

        Expect.Equal((created.Id, 3, 1, 1), (shrink.SessionId, shrink.Stored, shrink.Given, shrink.FirstDifference));
        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Extend_Different_SaysWhereItDiffers(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b", "c").ConfigureAwait(false);
        SessionMessage[] other = [SessionMessage.User("a"), SessionMessage.User("B"), SessionMessage.User("c"),
            SessionMessage.User("d")];

        var shrink = await Expect.ThrowsAsync<SessionShrinkException>(() =>
            store.ExtendAsync(created.Id, other, created.Revision)).ConfigureAwait(false);

        Expect.Equal((3, 4, 1), (shrink.Stored, shrink.Given, shrink.FirstDifference));
        Expect.Sequence(["a", "b", "c"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Rewrite_KeptMessages_KeepTheirIds(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);

        await store.RewriteAsync(created.Id, [created.Messages[0], SessionMessage.User("B")], RewriteReason.Edit,
            created.Revision).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Equal(created.Messages[0].Id, loaded.Messages[0].Id);
        Expect.True(loaded.Messages[1].Id is { } id && id != created.Messages[1].Id);
    }

    private static async Task Rewrite_TurnOpen_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var revision = (await LoadMetadataAsync(store, created.Id).ConfigureAwait(false)).Revision;

        var open = await Expect.ThrowsAsync<TurnInProgressException>(
            () => store.RewriteAsync(created.Id, [], RewriteReason.Clear, revision)).ConfigureAwait(false);

        Expect.Equal((created.Id, turn.Id), (open.SessionId, open.OpenTurnId));
        Expect.Sequence(["a", "question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Rewrite_UnknownReason_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
            () => store.RewriteAsync(created.Id, [], (RewriteReason)99, created.Revision)).ConfigureAwait(false);

        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Rewrite_ThenReopened_IsStillRewritten(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "a", "b").ConfigureAwait(false);
        await tested.Store.RewriteAsync(created.Id, [], RewriteReason.Clear, created.Revision).ConfigureAwait(false);
        await tested.Store.AppendAsync(created.Id, [SessionMessage.User("c")]).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        Expect.Sequence(["c"], Texts(await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)));
    }
}
