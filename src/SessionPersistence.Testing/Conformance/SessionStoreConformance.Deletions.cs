namespace SessionPersistence.Testing;

/// <summary>What is kept of deleted sessions; a store without <see cref="ISessionDeletions"/> need not keep
/// anything.</summary>
public static partial class SessionStoreConformance
{
    private static readonly DeleteOptions KeptForAMonth = new() { KeepFor = TimeSpan.FromDays(30) };

    private static IEnumerable<ConformanceCase> Deletions() =>
    [
        Case(Delete_ToBeKept_IsGoneForCallers),
        Case(Delete_KeepForThatIsNotPositive_Throws),
        Case(Undelete_KeptSession_BeginsANewLife),
        Case(Undelete_OpenTurn_IsInterrupted),
        Case(Undelete_LateTurn_LearnsThatItWasDeleted),
        Case(Undelete_IdInUse_Throws),
        Case(Undelete_UnderAnotherId_LeavesTheDeletion),
        Case(Undelete_NothingKept_Throws),
    ];

    private static async Task Delete_ToBeKept_IsGoneForCallers(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "a").ConfigureAwait(false);

        Expect.True(await tested.Store.DeleteAsync(created.Id, KeptForAMonth).ConfigureAwait(false));
        await tested.ReopenAsync().ConfigureAwait(false);

        Expect.Null(await tested.Store.LoadAsync(created.Id).ConfigureAwait(false));
        Expect.Equal(0, (await tested.Store.ListAsync(new()).ConfigureAwait(false)).Items.Count);
        await Expect.ThrowsAsync<SessionDeletedException>(() => tested.Store.CreateAsync(new() { Id = created.Id }))
            .ConfigureAwait(false);
        await ExpectDeletedAsync(tested.Store, created.Id).ConfigureAwait(false);
    }

    private static async Task Delete_KeepForThatIsNotPositive_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
            () => store.DeleteAsync(created.Id, new() { KeepFor = TimeSpan.Zero })).ConfigureAwait(false);

        Expect.NotNull(await store.LoadAsync(created.Id).ConfigureAwait(false));
    }

    private static async Task Undelete_KeptSession_BeginsANewLife(StoreUnderTest tested)
    {
        var created = await tested.Store.CreateAsync(
            new() { Id = SomeId, Title = "old", Messages = Identified("a", "b") }).ConfigureAwait(false);
        await tested.Store.DeleteAsync(SomeId, KeptForAMonth).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);
        if (DeletionsOf(tested.Store) is not { } deletions) return;

        var restored = await deletions.RestoreAsync(await LastAsync(deletions).ConfigureAwait(false))
            .ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        var loaded = await LoadAsync(tested.Store, SomeId).ConfigureAwait(false);
        Expect.Equal((1, "old"), (restored.Revision, loaded.Metadata.Title));
        Expect.Equal(created.Metadata.CreatedAt, loaded.Metadata.CreatedAt);
        Expect.Sequence(["a", "b"], Texts(loaded));
        Expect.Equal(1, (await DeletionsOf(tested.Store)!.FindAsync(SomeId).ConfigureAwait(false)).Count);
    }

    private static async Task Undelete_OpenTurn_IsInterrupted(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        var turn = await BeginAsync(store, SomeId).ConfigureAwait(false);
        turn.ReportText("half an answer");
        await store.DeleteAsync(SomeId, KeptForAMonth).ConfigureAwait(false);
        if (DeletionsOf(store) is not { } deletions) return;

        var restored = await deletions.RestoreAsync(await LastAsync(deletions).ConfigureAwait(false))
            .ConfigureAwait(false);

        Expect.Null(await store.FindOpenTurnAsync(SomeId).ConfigureAwait(false));
        Expect.Equal(3, restored.Messages.Count);
        Expect.Equal("half an answer", restored.Messages[1].Text);
    }

    private static async Task Undelete_LateTurn_LearnsThatItWasDeleted(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        var turn = await BeginAsync(store, SomeId).ConfigureAwait(false);
        await store.DeleteAsync(SomeId, KeptForAMonth).ConfigureAwait(false);
        if (DeletionsOf(store) is not { } deletions) return;

        await deletions.RestoreAsync(await LastAsync(deletions).ConfigureAwait(false)).ConfigureAwait(false);

        var late = await Expect.ThrowsAsync<SessionNotFoundException>(
            () => turn.CompleteAsync([SessionMessage.Assistant("late")])).ConfigureAwait(false);
        Expect.True(late.WasDeleted);
    }

    private static async Task Undelete_IdInUse_Throws(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId, Title = "old" }).ConfigureAwait(false);
        await store.DeleteAsync(SomeId, KeptForAMonth).ConfigureAwait(false);
        await store.CreateAsync(new() { Id = SomeId, Title = "new", ReplaceDeleted = true }).ConfigureAwait(false);
        if (DeletionsOf(store) is not { } deletions) return;

        var deletion = await LastAsync(deletions).ConfigureAwait(false);
        await Expect.ThrowsAsync<SessionExistsException>(() => deletions.RestoreAsync(deletion)).ConfigureAwait(false);

        Expect.Equal("new", (await LoadMetadataAsync(store, SomeId).ConfigureAwait(false)).Title);
    }

    private static async Task Undelete_UnderAnotherId_LeavesTheDeletion(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId, Messages = Identified("a") }).ConfigureAwait(false);
        await store.DeleteAsync(SomeId, KeptForAMonth).ConfigureAwait(false);
        if (DeletionsOf(store) is not { } deletions) return;

        var other = SessionId.Parse("conformance-2");
        await deletions.RestoreAsync(await LastAsync(deletions).ConfigureAwait(false), other).ConfigureAwait(false);

        Expect.Sequence(["a"], Texts(await LoadAsync(store, other).ConfigureAwait(false)));
        Expect.Null(await store.LoadAsync(SomeId).ConfigureAwait(false));
        Expect.True((await LastAsync(deletions).ConfigureAwait(false)).CanRestore);
    }

    private static async Task Undelete_NothingKept_Throws(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        await store.DeleteAsync(SomeId).ConfigureAwait(false);
        if (DeletionsOf(store) is not { } deletions) return;

        var deletion = await LastAsync(deletions).ConfigureAwait(false);
        var missing = await Expect.ThrowsAsync<SessionNotFoundException>(() => deletions.RestoreAsync(deletion))
            .ConfigureAwait(false);

        Expect.Equal((false, true), (deletion.CanRestore, missing.WasDeleted));
    }

    private static ISessionDeletions? DeletionsOf(ISessionStore store) =>
        store.GetService(typeof(ISessionDeletions)) as ISessionDeletions;

    private static async Task<DeletedSession> LastAsync(ISessionDeletions deletions) =>
        (await deletions.FindAsync(SomeId).ConfigureAwait(false))[^1];
}
