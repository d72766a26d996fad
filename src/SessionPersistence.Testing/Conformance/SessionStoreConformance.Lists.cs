namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Lists() =>
    [
        Case(List_EmptyStore_ReturnsAnEmptyPage),
        Case(List_TwoHundredSessions_PagesThroughEachOnce),
        Case(List_LastFullPage_HasNoNext),
        Case(List_SessionDeletedBetweenPages_LeavesTheOthers),
        Case(List_Metadata_IsWhatLoadMetadataReturns),
        Case(List_NotACursor_Throws),
    ];

    private static async Task List_EmptyStore_ReturnsAnEmptyPage(ISessionStore store)
    {
        var page = await store.ListAsync(new()).ConfigureAwait(false);

        Expect.Equal(0, page.Items.Count);
        Expect.Null(page.ContinuationToken);
    }

    private static async Task List_TwoHundredSessions_PagesThroughEachOnce(StoreUnderTest tested)
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => tested.Store.CreateAsync(new() { Title = $"{i}" }))).ConfigureAwait(false);
        foreach (var session in created.Take(20))
            await tested.Store.AppendAsync(session.Id, [SessionMessage.User("newer")]).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);

        var pages = new List<SessionPage> { await tested.Store.ListAsync(new() { Limit = 17 }).ConfigureAwait(false) };
        while (pages[^1].ContinuationToken is { } next)
            pages.Add(await tested.Store.ListAsync(new() { Limit = 17, ContinuationToken = next })
                .ConfigureAwait(false));

        var items = pages.SelectMany(page => page.Items).ToList();
        Expect.Sequence(created.Select(session => session.Id).Order(), items.Select(item => item.Id).Order());
        Expect.Sequence(items.OrderByDescending(item => item.UpdatedAt).ThenBy(item => item.Id).Select(item => item.Id),
            items.Select(item => item.Id));
        Expect.True(pages.SkipLast(1).All(page => page.Items.Count == 17));
    }

    private static async Task List_LastFullPage_HasNoNext(ISessionStore store)
    {
        await CreateAsync(store).ConfigureAwait(false);
        await CreateAsync(store).ConfigureAwait(false);

        var page = await store.ListAsync(new() { Limit = 2 }).ConfigureAwait(false);

        Expect.Equal(2, page.Items.Count);
        Expect.Null(page.ContinuationToken);
    }

    private static async Task List_SessionDeletedBetweenPages_LeavesTheOthers(ISessionStore store)
    {
        for (var i = 0; i < 4; i++) await CreateAsync(store).ConfigureAwait(false);
        var first = await store.ListAsync(new() { Limit = 2 }).ConfigureAwait(false);
        foreach (var item in first.Items) await store.DeleteAsync(item.Id).ConfigureAwait(false);

        var second = await store.ListAsync(new() { Limit = 2, ContinuationToken = first.ContinuationToken })
            .ConfigureAwait(false);

        Expect.Equal(2, second.Items.Count);
        Expect.True(second.Items.All(item => first.Items.All(other => other.Id != item.Id)));
    }

    private static async Task List_Metadata_IsWhatLoadMetadataReturns(ISessionStore store)
    {
        var created = await store.CreateAsync(new() { Title = "t", Messages = [SessionMessage.User("a")] })
            .ConfigureAwait(false);
        await BeginAsync(store, created.Id).ConfigureAwait(false);

        var item = (await store.ListAsync(new()).ConfigureAwait(false)).Items.Single();

        Expect.Equal(await LoadMetadataAsync(store, created.Id).ConfigureAwait(false), item);
        Expect.Equal(2, item.MessageCount);
    }

    private static Task List_NotACursor_Throws(ISessionStore store) =>
        Expect.ThrowsAsync<ArgumentException>(() => store.ListAsync(new() { ContinuationToken = "no cursor" }));
}
