namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Messages() =>
    [
        Case(Load_MessagesOfManyKinds_KeepsThemTokenForToken),
        Case(Load_AfterReopening_KeepsMessagesTokenForToken),
        Case(Load_ManyWrites_KeepsTheirOrder),
        Case(Append_WithoutIds_GivesDistinctIdsThatStay),
        Case(Append_WithId_KeepsIt),
        Case(Create_WithoutIds_ReturnsTheIdsThatAreStored),
        Case(Load_LastMessages_ReturnsThemWithTheirIndex),
        Case(Load_NoMessages_ReturnsTheMetadataOnly),
        Case(Load_UnknownId_ReturnsNull),
    ];

    private static IReadOnlyList<SessionMessage> ManyKinds { get; } =
    [
        SessionMessage.User("Straße 京都 🏯 \u0000 \"quoted\" \\ \u2028"),
        SessionMessage.Parse("""{"role":"assistant","content":"\ud83d alone","half":"\udfef"}"""),
        SessionMessage.Parse($$"""{"n":{{new string('9', 400)}}.50e-1,"small":-0.0,"exp":1E+400}"""),
        SessionMessage.Parse(
            """{"role":"x-unheard-of","content":[{"type":"x","data":{"deep":[[[{"a":null}]]]}}],"dup":1,"dup":2}"""),
        SessionMessage.Parse(
            """{"role":"assistant","tool_calls":[{"f":{"arguments":"{\"a\":1}"}}],"_ts":1735786800.25}"""),
        SessionMessage.Parse("{}"),
        SessionMessage.User(""),
    ];

    private static async Task Load_MessagesOfManyKinds_KeepsThemTokenForToken(ISessionStore store)
    {
        var created = await store.CreateAsync(new()).ConfigureAwait(false);

        await store.AppendAsync(created.Id, ManyKinds).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(ManyKinds.Select(message => message.ToString()), loaded.Messages.Select(WithoutId));
    }

    private static async Task Load_AfterReopening_KeepsMessagesTokenForToken(StoreUnderTest tested)
    {
        var created = await tested.Store.CreateAsync(new() { Messages = ManyKinds }).ConfigureAwait(false);
        var before = await LoadAsync(tested.Store, created.Id).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        var after = await LoadAsync(tested.Store, created.Id).ConfigureAwait(false);
        Expect.Sequence(before.Messages.Select(message => message.ToString()),
            after.Messages.Select(message => message.ToString()));
        Expect.Sequence(ManyKinds.Select(message => message.ToString()), after.Messages.Select(WithoutId));
    }

    private static async Task Load_ManyWrites_KeepsTheirOrder(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "0").ConfigureAwait(false);
        for (var i = 1; i < 20; i += 2)
        {
            await tested.Store.AppendAsync(
                created.Id, [SessionMessage.User($"{i}"), SessionMessage.Assistant($"{i + 1}")]).ConfigureAwait(false);
        }

        await tested.ReopenAsync().ConfigureAwait(false);

        var loaded = await LoadAsync(tested.Store, created.Id).ConfigureAwait(false);
        Expect.Sequence(Enumerable.Range(0, 21).Select(i => $"{i}"), Texts(loaded));
        Expect.Equal(21, loaded.Metadata.MessageCount);
    }

    private static async Task Append_WithoutIds_GivesDistinctIdsThatStay(StoreUnderTest tested)
    {
        var created = await CreateAsync(tested.Store, "same", "same").ConfigureAwait(false);
        await tested.Store.AppendAsync(created.Id, [SessionMessage.User("same")]).ConfigureAwait(false);
        var first = (await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)).Messages
            .Select(message => message.Id).ToList();

        await tested.ReopenAsync().ConfigureAwait(false);

        Expect.True(first.All(id => !string.IsNullOrEmpty(id)));
        Expect.Equal(3, first.Distinct().Count());
        Expect.Sequence(first,
            (await LoadAsync(tested.Store, created.Id).ConfigureAwait(false)).Messages.Select(message => message.Id));
    }

    private static async Task Append_WithId_KeepsIt(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);

        await store.AppendAsync(created.Id, [SessionMessage.User("a").WithIds("mine")]).ConfigureAwait(false);

        Expect.Sequence(["mine"],
            (await LoadAsync(store, created.Id).ConfigureAwait(false)).Messages.Select(message => message.Id));
    }

    private static async Task Create_WithoutIds_ReturnsTheIdsThatAreStored(ISessionStore store)
    {
        var created = await CreateAsync(store, "a", "b").ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);

        Expect.Sequence(created.Messages.Select(message => message.ToString()),
            loaded.Messages.Select(message => message.ToString()));
        Expect.True(created.Messages.All(message => message.Id is not null));
    }

    private static async Task Load_LastMessages_ReturnsThemWithTheirIndex(ISessionStore store)
    {
        var created = await CreateAsync(store, "0", "1", "2", "3").ConfigureAwait(false);

        var last = Expect.NotNull(await store.LoadAsync(created.Id, MessageRange.Last(3)).ConfigureAwait(false));
        var more = Expect.NotNull(await store.LoadAsync(created.Id, MessageRange.Last(9)).ConfigureAwait(false));

        Expect.Sequence(["1", "2", "3"], Texts(last));
        Expect.Equal((1, 4), (last.FirstMessageIndex, last.Metadata.MessageCount));
        Expect.Sequence(["0", "1", "2", "3"], Texts(more));
        Expect.Equal(0, more.FirstMessageIndex);
    }

    private static async Task Load_NoMessages_ReturnsTheMetadataOnly(ISessionStore store)
    {
        var created = await CreateAsync(store, "0", "1").ConfigureAwait(false);

        var loaded = Expect.NotNull(await store.LoadAsync(created.Id, MessageRange.Last(0)).ConfigureAwait(false));

        Expect.Equal((0, 2), (loaded.Messages.Count, loaded.FirstMessageIndex));
        Expect.Equal(created.Revision, loaded.Revision);
    }

    private static async Task Load_UnknownId_ReturnsNull(ISessionStore store)
    {
        Expect.Null(await store.LoadAsync(SomeId).ConfigureAwait(false));
        Expect.Null(await store.LoadMetadataAsync(SomeId).ConfigureAwait(false));
    }
}
