namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Misuse() =>
    [
        Case(Verbs_Null_Throw),
        Case(Verbs_EmptyList_Throw),
        Case(Verbs_ListWithNull_ThrowAndWriteNothing),
        Case(Verbs_DefaultId_Throw),
        Case(Turn_Misuse_Throws),
        Case(Verbs_CancelledToken_WriteNothing),
        Case(Turn_CancelledToken_WritesNothing),
        Case(Verbs_AfterDispose_Throw),
        Case(GetService_OwnType_ReturnsTheStore),
    ];

    private static async Task Verbs_Null_Throw(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        Func<Task>[] calls =
        [
            () => store.CreateAsync(null!),
            () => store.CreateAsync(new() { Messages = null! }),
            () => store.ListAsync(null!),
            () => store.BeginTurnAsync(created.Id, null!),
            () => store.AppendAsync(created.Id, null!),
            () => store.RewriteAsync(created.Id, null!, RewriteReason.Edit, created.Revision),
            () => store.UpdateMetadataAsync(created.Id, null!),
        ];

        foreach (var call in calls) await Expect.ThrowsAsync<ArgumentException>(call).ConfigureAwait(false);

        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Verbs_EmptyList_Throw(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentException>(() => store.BeginTurnAsync(created.Id, [])).ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => store.AppendAsync(created.Id, [])).ConfigureAwait(false);

        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Verbs_ListWithNull_ThrowAndWriteNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        SessionMessage[] messages = [SessionMessage.User("a"), null!];

        await Expect.ThrowsAsync<ArgumentException>(() => store.CreateAsync(new() { Messages = messages }))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => store.BeginTurnAsync(created.Id, messages))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => store.AppendAsync(created.Id, messages))
            .ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(
            () => store.RewriteAsync(created.Id, messages, RewriteReason.Edit, created.Revision)).ConfigureAwait(false);

        Expect.Equal(created.Metadata, (await store.ListAsync(new()).ConfigureAwait(false)).Items.Single());
    }

    private static async Task Verbs_DefaultId_Throw(ISessionStore store)
    {
        Func<Task>[] calls =
        [
            () => store.CreateAsync(new() { Id = default(SessionId) }),
            () => store.LoadAsync(default),
            () => store.LoadMetadataAsync(default),
            () => BeginAsync(store, default),
            () => store.FindOpenTurnAsync(default),
            () => store.AppendAsync(default, [SessionMessage.User("a")]),
            () => store.RewriteAsync(default, [], RewriteReason.Edit, 1),
            () => store.UpdateMetadataAsync(default, before => before),
            () => store.DeleteAsync(default),
        ];

        foreach (var call in calls) await Expect.ThrowsAsync<ArgumentException>(call).ConfigureAwait(false);
    }

    private static async Task Turn_Misuse_Throws(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentException>(() => turn.AppendAsync(null!)).ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => turn.AppendAsync([])).ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => turn.AppendAsync([null!])).ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => turn.CompleteAsync(null!)).ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => turn.CompleteAsync([null!])).ConfigureAwait(false);
        await Expect.ThrowsAsync<ArgumentException>(() => turn.InterruptAsync(" ")).ConfigureAwait(false);

        Expect.Null(turn.Outcome);
        await turn.CompleteAsync([]).ConfigureAwait(false);
    }

    private static async Task Verbs_CancelledToken_WriteNothing(ISessionStore store)
    {
        var created = await CreateAsync(store, "a").ConfigureAwait(false);
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            () => store.CreateAsync(new() { Id = SomeId }, cancelled),
            () => store.LoadAsync(created.Id, default, cancelled),
            () => store.BeginTurnAsync(created.Id, [SessionMessage.User("b")], null, cancelled),
            () => store.AppendAsync(created.Id, [SessionMessage.User("b")], null, cancelled),
            () => store.RewriteAsync(created.Id, [], RewriteReason.Clear, created.Revision, cancelled),
            () => store.UpdateMetadataAsync(created.Id, before => before with { Title = "b" }, cancelled),
            () => store.DeleteAsync(created.Id, cancellationToken: cancelled),
        ];

        foreach (var call in calls) await Expect.ThrowsAsync<OperationCanceledException>(call).ConfigureAwait(false);

        Expect.Equal(created.Metadata, (await store.ListAsync(new()).ConfigureAwait(false)).Items.Single());
    }

    private static async Task Turn_CancelledToken_WritesNothing(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var cancelled = new CancellationToken(canceled: true);

        await Expect.ThrowsAsync<OperationCanceledException>(
            () => turn.AppendAsync([SessionMessage.User("b")], cancelled)).ConfigureAwait(false);
        await Expect.ThrowsAsync<OperationCanceledException>(
            () => turn.CompleteAsync([SessionMessage.User("b")], cancelled)).ConfigureAwait(false);
        await Expect.ThrowsAsync<OperationCanceledException>(() => turn.InterruptAsync("stop", cancelled))
            .ConfigureAwait(false);

        Expect.Null(turn.Outcome);
        Expect.Sequence(["question"], Texts(await LoadAsync(store, created.Id).ConfigureAwait(false)));
    }

    private static async Task Verbs_AfterDispose_Throw(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);

        await Expect.ThrowsAsync<ObjectDisposedException>(() => store.LoadAsync(created.Id)).ConfigureAwait(false);
        await Expect.ThrowsAsync<ObjectDisposedException>(
            () => store.AppendAsync(created.Id, [SessionMessage.User("late")])).ConfigureAwait(false);
        await turn.DisposeAsync().ConfigureAwait(false);
    }

    private static Task GetService_OwnType_ReturnsTheStore(ISessionStore store)
    {
        Expect.True(ReferenceEquals(store, store.GetService(store.GetType())));
        Expect.Null(store.GetService(typeof(Uri)));
        return Expect.ThrowsAsync<ArgumentNullException>(() => Task.FromResult(store.GetService(null!)));
    }
}
