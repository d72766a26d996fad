namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Opening() =>
    [
        Case(Open_Again_ReturnsTheSameReport),
        Case(CheckHealth_OpenStore_IsHealthy),
        Case(CheckHealth_ClosedStore_SaysSo),
        Case(GetService_OfItself_IsTheStore),
        Case(GetRequiredService_NotThere_NamesWhatIsMissing),
        Case(LoadRequired_UnknownOrDeleted_SaysWhich),
        Case(GetOrCreate_AtOnce_CreatesOne),
        Case(GetOrCreate_DeletedId_IsNotRevived),
        Case(GetOrCreate_WithoutId_IsRefused),
        Case(ListAll_SeveralPages_ReturnsAll),
    ];

    private static async Task Open_Again_ReturnsTheSameReport(ISessionStore store)
    {
        var report = await store.OpenAsync().ConfigureAwait(false);
        await CreateAsync(store).ConfigureAwait(false);

        Expect.True(ReferenceEquals(report, await store.OpenAsync().ConfigureAwait(false)));
    }

    private static async Task CheckHealth_OpenStore_IsHealthy(ISessionStore store)
    {
        await store.OpenAsync().ConfigureAwait(false);

        var health = await store.CheckHealthAsync().ConfigureAwait(false);

        Expect.Equal((StoreStatus.Healthy, 0), (health.Status, health.Issues.Count));
    }

    private static async Task CheckHealth_ClosedStore_SaysSo(ISessionStore store)
    {
        await store.OpenAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);

        var health = await store.CheckHealthAsync().ConfigureAwait(false);

        Expect.Equal(StoreStatus.Unavailable, health.Status);
    }

    private static Task GetService_OfItself_IsTheStore(ISessionStore store)
    {
        Expect.True(ReferenceEquals(store, store.GetService<ISessionStore>()));
        Expect.Null(store.GetService<ISessionStore>("a key that no store has"));
        return Task.CompletedTask;
    }

    private static async Task GetRequiredService_NotThere_NamesWhatIsMissing(ISessionStore store)
    {
        var missing = await Expect.ThrowsAsync<NotSupportedException>(
            () => Task.FromResult(store.GetRequiredService<Version>())).ConfigureAwait(false);

        Expect.True(missing.Message.Contains(nameof(Version), StringComparison.Ordinal), missing.Message);
    }

    private static async Task LoadRequired_UnknownOrDeleted_SaysWhich(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);
        var loaded = await store.LoadRequiredAsync(created.Id, MessageRange.Last(1)).ConfigureAwait(false);
        await store.DeleteAsync(created.Id).ConfigureAwait(false);

        var unknown = await Expect.ThrowsAsync<SessionNotFoundException>(() => store.LoadRequiredAsync(SomeId))
            .ConfigureAwait(false);
        var deleted = await Expect.ThrowsAsync<SessionNotFoundException>(() => store.LoadRequiredAsync(created.Id))
            .ConfigureAwait(false);

        Expect.Sequence(["b"], Texts(loaded));
        Expect.Equal((false, true), (unknown.WasDeleted, deleted.WasDeleted));
    }

    private static async Task GetOrCreate_AtOnce_CreatesOne(ISessionStore store)
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => store.GetOrCreateAsync(new() { Id = SomeId, Messages = [SessionMessage.User($"{i}")] }))))
            .ConfigureAwait(false);

        var texts = sessions.Select(session => Texts(session).Single()).Distinct(StringComparer.Ordinal).ToList();
        Expect.Sequence(texts, Texts(await LoadAsync(store, SomeId).ConfigureAwait(false)));
        Expect.True(sessions.All(session => session.Revision == 1));
    }

    private static async Task GetOrCreate_DeletedId_IsNotRevived(ISessionStore store)
    {
        await store.GetOrCreateAsync(new() { Id = SomeId }).ConfigureAwait(false);
        await store.DeleteAsync(SomeId).ConfigureAwait(false);

        await Expect.ThrowsAsync<SessionDeletedException>(() => store.GetOrCreateAsync(new() { Id = SomeId }))
            .ConfigureAwait(false);
    }

    private static async Task GetOrCreate_WithoutId_IsRefused(ISessionStore store)
    {
        await Expect.ThrowsAsync<ArgumentException>(() => store.GetOrCreateAsync(new())).ConfigureAwait(false);

        Expect.Equal(0, (await store.ListAsync(new()).ConfigureAwait(false)).Items.Count);
    }

    private static async Task ListAll_SeveralPages_ReturnsAll(ISessionStore store)
    {
        for (var i = 0; i < 7; i++)
            await store.CreateAsync(new() { Id = SessionId.Parse($"s{i}") }).ConfigureAwait(false);

        var ids = new List<string>();
        await foreach (var session in store.ListAllAsync(new() { Limit = 3 }).ConfigureAwait(false))
            ids.Add(session.Id.Value);

        Expect.Sequence(["s0", "s1", "s2", "s3", "s4", "s5", "s6"], ids.Order(StringComparer.Ordinal));
    }
}
