namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Lives() =>
    [
        Case(Create_WithoutId_MakesDistinctOnes),
        Case(Create_TakenId_Throws),
        Case(Create_IdThatDiffersInCaseOnly_Throws),
        Case(Create_SameIdManyTimesAtOnce_OneWins),
        Case(Create_IdsThatDifferInCaseAtOnce_OneWins),
        Case(Create_DeletedId_Throws),
        Case(Create_CaseVariantOfADeletedId_Succeeds),
        Case(Create_ReplacingADeletedSession_BeginsANewLife),
        Case(Create_ReplaceDeletedOfALiveSession_Throws),
        Case(Delete_Session_IsGoneAfterReopening),
        Case(Delete_Again_ReturnsFalse),
        Case(Delete_WithAReason_Deletes),
        Case(Delete_ReasonThatIsTooLong_Throws),
        Case(Delete_UnknownId_ReturnsFalse),
        Case(Delete_LateWriters_LearnThatItWasDeleted),
        Case(Delete_ManyAtOnce_OneDeletes),
    ];

    private static async Task Create_WithoutId_MakesDistinctOnes(ISessionStore store)
    {
        var one = await store.CreateAsync(new()).ConfigureAwait(false);
        var other = await store.CreateAsync(new()).ConfigureAwait(false);

        Expect.True(one.Id != other.Id);
        Expect.Equal((1, 1), (one.Revision, other.Revision));
    }

    private static async Task Create_TakenId_Throws(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId, Title = "first" }).ConfigureAwait(false);

        var exists = await Expect.ThrowsAsync<SessionExistsException>(
            () => store.CreateAsync(new() { Id = SomeId, Title = "second" })).ConfigureAwait(false);

        Expect.Equal((SomeId, SomeId), (exists.SessionId, exists.Existing));
        Expect.Equal("first", (await LoadMetadataAsync(store, SomeId).ConfigureAwait(false)).Title);
    }

    private static async Task Create_IdThatDiffersInCaseOnly_Throws(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        var variant = SessionId.Parse("Conformance-1");

        var exists = await Expect.ThrowsAsync<SessionExistsException>(() => store.CreateAsync(new() { Id = variant }))
            .ConfigureAwait(false);

        Expect.Equal((variant, SomeId), (exists.SessionId, exists.Existing));
        Expect.Null(await store.LoadAsync(variant).ConfigureAwait(false));
    }

    private static async Task Create_SameIdManyTimesAtOnce_OneWins(ISessionStore store)
    {
        var titles = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => TryCreateAsync(store, SomeId, $"{i}")))).ConfigureAwait(false);

        Expect.Equal(1, titles.Count(title => title is not null));
        Expect.Equal(titles.Single(title => title is not null),
            (await LoadMetadataAsync(store, SomeId).ConfigureAwait(false)).Title);
    }

    private static async Task Create_IdsThatDifferInCaseAtOnce_OneWins(ISessionStore store)
    {
        for (var round = 0; round < 8; round++)
        {
            var ids = Enumerable.Range(0, 8).Select(i => SessionId.Parse($"{(i % 2 == 0 ? "case" : "CASE")}{round}"))
                .ToList();

            var titles = await Task.WhenAll(ids.Select(id => Task.Run(() => TryCreateAsync(store, id, id.Value))))
                .ConfigureAwait(false);

            Expect.Equal(1, titles.Count(title => title is not null));
        }

        Expect.Equal(8, (await store.ListAsync(new()).ConfigureAwait(false)).Items.Count);
    }

    private static async Task<string?> TryCreateAsync(ISessionStore store, SessionId id, string title)
    {
        try
        {
            return (await store.CreateAsync(new() { Id = id, Title = title }).ConfigureAwait(false)).Metadata.Title;
        }
        catch (SessionExistsException)
        {
            return null;
        }
    }

    private static async Task Create_DeletedId_Throws(StoreUnderTest tested)
    {
        await tested.Store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        await tested.Store.DeleteAsync(SomeId).ConfigureAwait(false);
        var before = await Expect.ThrowsAsync<SessionDeletedException>(
            () => tested.Store.CreateAsync(new() { Id = SomeId })).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        await Expect.ThrowsAsync<SessionDeletedException>(() => tested.Store.CreateAsync(new() { Id = SomeId }))
            .ConfigureAwait(false);
        Expect.Equal(SomeId, before.SessionId);
        Expect.Null(await tested.Store.LoadAsync(SomeId).ConfigureAwait(false));
    }

    private static async Task Create_CaseVariantOfADeletedId_Succeeds(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        await store.DeleteAsync(SomeId).ConfigureAwait(false);

        var created = await store.CreateAsync(new() { Id = SessionId.Parse("CONFORMANCE-1") }).ConfigureAwait(false);

        Expect.Equal(1, created.Revision);
    }

    private static async Task Create_ReplacingADeletedSession_BeginsANewLife(StoreUnderTest tested)
    {
        await tested.Store.CreateAsync(new() { Id = SomeId, Title = "old", Messages = Identified("a") })
            .ConfigureAwait(false);
        await tested.Store.DeleteAsync(SomeId).ConfigureAwait(false);

        var created = await tested.Store.CreateAsync(new() { Id = SomeId, ReplaceDeleted = true })
            .ConfigureAwait(false);
        await tested.Store.AppendAsync(SomeId, Identified("a")).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        var loaded = await LoadAsync(tested.Store, SomeId).ConfigureAwait(false);
        Expect.Equal(1, created.Revision);
        Expect.Null(loaded.Metadata.Title);
        Expect.Sequence(["a"], Texts(loaded));
    }

    private static async Task Create_ReplaceDeletedOfALiveSession_Throws(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId, Title = "live" }).ConfigureAwait(false);

        await Expect.ThrowsAsync<SessionExistsException>(
            () => store.CreateAsync(new() { Id = SomeId, ReplaceDeleted = true })).ConfigureAwait(false);

        Expect.Equal("live", (await LoadMetadataAsync(store, SomeId).ConfigureAwait(false)).Title);
    }

    private static async Task Delete_Session_IsGoneAfterReopening(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "a").ConfigureAwait(false);
        await CreateAsync(tested.Store, "other").ConfigureAwait(false);
        var deleted = await tested.Store.DeleteAsync(created.Id).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        Expect.True(deleted);
        Expect.Null(await tested.Store.LoadAsync(created.Id).ConfigureAwait(false));
        Expect.Null(await tested.Store.LoadMetadataAsync(created.Id).ConfigureAwait(false));
        Expect.Equal(1, (await tested.Store.ListAsync(new()).ConfigureAwait(false)).Items.Count);
    }

    private static async Task Delete_Again_ReturnsFalse(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store).ConfigureAwait(false);

        var first = await tested.Store.DeleteAsync(created.Id).ConfigureAwait(false);
        var second = await tested.Store.DeleteAsync(created.Id).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        Expect.Equal(
            (true, false, false), (first, second, await tested.Store.DeleteAsync(created.Id).ConfigureAwait(false)));
    }

    private static async Task Delete_WithAReason_Deletes(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        Expect.True(await store.DeleteAsync(created.Id, new() { Reason = "asked for by its owner: \"\ud83d\"" })
            .ConfigureAwait(false));

        Expect.Null(await store.LoadAsync(created.Id).ConfigureAwait(false));
    }

    private static async Task Delete_ReasonThatIsTooLong_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentException>(
            () => store.DeleteAsync(created.Id, new() { Reason = new('x', 1001) })).ConfigureAwait(false);

        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Delete_UnknownId_ReturnsFalse(ISessionStore store)
    {
        Expect.True(!await store.DeleteAsync(SomeId).ConfigureAwait(false));

        await store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
    }

    private static async Task Delete_LateWriters_LearnThatItWasDeleted(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "a").ConfigureAwait(false);
        await tested.Store.DeleteAsync(created.Id).ConfigureAwait(false);

        await ExpectDeletedAsync(tested.Store, created.Id).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);
        await ExpectDeletedAsync(tested.Store, created.Id).ConfigureAwait(false);
    }

    private static async Task ExpectDeletedAsync(ISessionStore store, SessionId id)
    {
        Func<Task>[] writers =
        [
            () => store.AppendAsync(id, [SessionMessage.User("late")]),
            () => store.RewriteAsync(id, [], RewriteReason.Clear, 1),
            () => store.UpdateMetadataAsync(id, before => before with { Title = "late" }),
            () => BeginAsync(store, id),
            () => store.FindOpenTurnAsync(id),
        ];
        foreach (var writer in writers)
        {
            var missing = await Expect.ThrowsAsync<SessionNotFoundException>(writer).ConfigureAwait(false);
            Expect.Equal((id, true), (missing.SessionId, missing.WasDeleted));
        }
    }

    private static async Task Delete_ManyAtOnce_OneDeletes(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);

        var deleted = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.DeleteAsync(created.Id)))).ConfigureAwait(false);

        Expect.Equal(1, deleted.Count(won => won));
    }
}
