namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Queries() =>
    [
        Case(Query_Archived_ShowsThoseOnlyOrTheOthers),
        Case(Query_Workspace_IsComparedExactly),
        Case(Query_Parent_ShowsItsForks),
        Case(Query_UpdatedSince_ShowsWhatWasWrittenSince),
        Case(Query_HideEmpty_HidesWhatNobodyUsed),
        Case(Query_OrderByCreation_PagesThroughEachOnce),
        Case(Query_WritesBetweenPages_LeaveTheOthersOnOnePageEach),
        Case(Query_CursorOfAnotherOrder_Throws),
        Case(Query_FiltersTogether_PageOverTheRest),
    ];

    private static async Task Query_Archived_ShowsThoseOnlyOrTheOthers(StoreUnderTest tested)
    {
        var shown = await tested.Store.CreateAsync(new() { Title = "shown" }).ConfigureAwait(false);
        var archived = await tested.Store.CreateAsync(new() { Title = "archived", Archived = true })
            .ConfigureAwait(false);

        await ExpectAsync(tested, new() { Archived = true }, archived.Id).ConfigureAwait(false);
        await ExpectAsync(tested, new() { Archived = false }, shown.Id).ConfigureAwait(false);
        await ExpectAsync(tested, new(), shown.Id, archived.Id).ConfigureAwait(false);

        await tested.Store.UpdateMetadataAsync(archived.Id, before => before with { Archived = false })
            .ConfigureAwait(false);
        await ExpectAsync(tested, new() { Archived = true }).ConfigureAwait(false);
    }

    private static async Task Query_Workspace_IsComparedExactly(StoreUnderTest tested)
    {
        const string workspace = "C:\\wörk \"京都\"/a";
        var inIt = await tested.Store.CreateAsync(new() { Workspace = workspace }).ConfigureAwait(false);
        await tested.Store.CreateAsync(new() { Workspace = workspace + "/b" }).ConfigureAwait(false);
        await tested.Store.CreateAsync(new() { Workspace = workspace.ToUpperInvariant() }).ConfigureAwait(false);
        await tested.Store.CreateAsync(new()).ConfigureAwait(false);

        await ExpectAsync(tested, new() { Workspace = workspace }, inIt.Id).ConfigureAwait(false);
        await ExpectAsync(tested, new() { Workspace = "" }).ConfigureAwait(false);
    }

    private static async Task Query_Parent_ShowsItsForks(StoreUnderTest tested)
    {
        var parent = await tested.Store.CreateAsync(new()).ConfigureAwait(false);
        var fork = await tested.Store.CreateAsync(new() { Parent = parent.Id }).ConfigureAwait(false);
        await tested.Store.CreateAsync(new() { Parent = fork.Id }).ConfigureAwait(false);

        await ExpectAsync(tested, new() { Parent = parent.Id }, fork.Id).ConfigureAwait(false);
        await ExpectAsync(tested, new() { Parent = SomeId }).ConfigureAwait(false);
    }

    private static async Task Query_UpdatedSince_ShowsWhatWasWrittenSince(StoreUnderTest tested)
    {
        var first = await tested.Store.CreateAsync(new()).ConfigureAwait(false);
        var second = await tested.Store.CreateAsync(new()).ConfigureAwait(false);
        await tested.Store.AppendAsync(first.Id, [SessionMessage.User("later")]).ConfigureAwait(false);
        var updated = (await LoadMetadataAsync(tested.Store, first.Id).ConfigureAwait(false)).UpdatedAt;

        foreach (var order in Enum.GetValues<SessionOrder>())
        {
            var since = updated > second.Metadata.UpdatedAt ? [first.Id] : new[] { first.Id, second.Id };
            await ExpectAsync(tested, new() { UpdatedSince = updated, OrderBy = order }, since).ConfigureAwait(false);
            await ExpectAsync(tested, new() { UpdatedSince = updated.AddTicks(1), OrderBy = order })
                .ConfigureAwait(false);
            await ExpectAsync(tested, new() { UpdatedSince = DateTimeOffset.UnixEpoch, OrderBy = order }, first.Id,
                second.Id).ConfigureAwait(false);
        }
    }

    private static async Task Query_HideEmpty_HidesWhatNobodyUsed(StoreUnderTest tested)
    {
        NewSession[] hidden = [new(), new() { Title = "" },
            new() { Title = "Untitled", Workspace = "/w", Archived = true }];
        foreach (var session in hidden) await tested.Store.CreateAsync(session).ConfigureAwait(false);
        NewSession[] used = [new() { Title = "Kyoto" }, new() { WorktreePath = "/w" },
            new() { Messages = [SessionMessage.User("a")] }];
        var shown = new List<SessionId>();
        foreach (var session in used) shown.Add((await tested.Store.CreateAsync(session).ConfigureAwait(false)).Id);

        await ExpectAsync(tested, new() { HideEmpty = true }, [.. shown]).ConfigureAwait(false);
        Expect.Equal(6, (await tested.Store.ListAsync(new()).ConfigureAwait(false)).Items.Count);
    }

    private static async Task Query_OrderByCreation_PagesThroughEachOnce(StoreUnderTest tested)
    {
        for (var i = 0; i < 25; i++) await CreateAsync(tested.Store).ConfigureAwait(false);
        foreach (var item in (await tested.Store.ListAsync(new() { Limit = 5 }).ConfigureAwait(false)).Items)
        {
            await tested.Store.AppendAsync(item.Id, [SessionMessage.User("newer")]).ConfigureAwait(false);
        }

        await tested.ReopenAsync().ConfigureAwait(false);

        var items = await PagesAsync(tested.Store, new() { Limit = 4, OrderBy = SessionOrder.Created })
            .ConfigureAwait(false);
        Expect.Equal(25, items.Select(item => item.Id).Distinct().Count());
        Expect.Sequence(items.OrderByDescending(item => item.CreatedAt).ThenBy(item => item.Id).Select(item => item.Id),
            items.Select(item => item.Id));
    }

    private static async Task Query_WritesBetweenPages_LeaveTheOthersOnOnePageEach(ISessionStore store)
    {
        var created = new List<SessionId>();
        for (var i = 0; i < 20; i++) created.Add((await CreateAsync(store).ConfigureAwait(false)).Id);
        var written = created.Where((_, i) => i % 5 == 0).ToList();

        var seen = new List<SessionId>();
        SessionPage? page = null;
        foreach (var id in written)
        {
            page = await store.ListAsync(new() { Limit = 5, ContinuationToken = page?.ContinuationToken })
                .ConfigureAwait(false);
            seen.AddRange(page.Items.Select(item => item.Id));
            await store.AppendAsync(id, [SessionMessage.User("moves")]).ConfigureAwait(false);
        }

        while (page!.ContinuationToken is not null)
        {
            page = await store.ListAsync(new() { Limit = 5, ContinuationToken = page.ContinuationToken })
                .ConfigureAwait(false);
            seen.AddRange(page.Items.Select(item => item.Id));
        }

        Expect.Sequence(created.Except(written).Order(), seen.Where(id => !written.Contains(id)).Order());
    }

    private static async Task Query_CursorOfAnotherOrder_Throws(ISessionStore store)
    {
        await CreateAsync(store).ConfigureAwait(false);
        await CreateAsync(store).ConfigureAwait(false);
        var first = await store.ListAsync(new() { Limit = 1 }).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentException>(
            () => store.ListAsync(new() { ContinuationToken = first.ContinuationToken, OrderBy = SessionOrder.Created }))
                .ConfigureAwait(false);
    }

    private static async Task Query_FiltersTogether_PageOverTheRest(StoreUnderTest tested)
    {
        var wanted = new List<SessionId>();
        for (var i = 0; i < 30; i++)
        {
            var session = await tested.Store.CreateAsync(new() { Title = $"{i}", Archived = i % 2 == 0,
                Workspace = i % 3 == 0 ? "/w" : null }).ConfigureAwait(false);
            if (i % 6 == 3) wanted.Add(session.Id);
        }

        await tested.ReopenAsync().ConfigureAwait(false);

        var items = await PagesAsync(tested.Store,
            new() { Limit = 2, Archived = false, Workspace = "/w", HideEmpty = true }).ConfigureAwait(false);
        Expect.Sequence(wanted.Order(), items.Select(item => item.Id).Order());
    }

    // What a list shows must not depend on whether the store was opened since.
    private static async Task ExpectAsync(StoreUnderTest tested, SessionQuery query, params SessionId[] expected)
    {
        var page = await tested.Store.ListAsync(query).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);
        var again = await tested.Store.ListAsync(query).ConfigureAwait(false);

        Expect.Sequence(expected.Order(), page.Items.Select(item => item.Id).Order());
        Expect.Sequence(page.Items, again.Items);
    }

    private static async Task<List<SessionMetadata>> PagesAsync(ISessionStore store, SessionQuery query)
    {
        var items = new List<SessionMetadata>();
        SessionPage? page = null;
        do
        {
            page = await store.ListAsync(query with { ContinuationToken = page?.ContinuationToken })
                .ConfigureAwait(false);
            Expect.True(page.Items.Count == query.Limit || page.ContinuationToken is null);
            items.AddRange(page.Items);
        }
        while (page.ContinuationToken is not null);
        return items;
    }
}
