using System.Text;

namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static readonly DateTimeOffset _created = new(2024, 2, 29, 11, 59, 59, 123, TimeSpan.Zero);
    private static readonly DateTimeOffset _updated = _created.AddTicks(TimeSpan.TicksPerDay + 7);

    private static IEnumerable<ConformanceCase> Moves() =>
    [
        Case(Create_WithTimes_KeepsThemUntilTheNextWrite),
        Case(Create_WithATimeOfCreationOnly_IsWrittenNow),
        Case(Import_OfAnExport_KeepsTheTimes),
        Case(Import_DocumentWithoutTimes_IsOfNow),
        Case(Import_DocumentWithOneTime_TakesItForBoth),
        Case(Import_DeletedId_ThrowsUnlessItIsReplaced),
        Case(Import_LiveId_ThrowsAlsoWhenItWouldReplace),
        Case(Fork_OfAnOpenToolCall_ClosesIt),
        Case(Fork_OfAnOlderOpenToolCall_ClosesItInItsPlace),
        Case(Fork_OfAnsweredToolCalls_AddsNothing),
    ];

    private static async Task Create_WithTimes_KeepsThemUntilTheNextWrite(StoreUnderTest tested)
    {
        await tested.Store.CreateAsync(new() { Id = SomeId, CreatedAt = _created, UpdatedAt = _updated })
            .ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);
        await ExpectTimesAsync(tested.Store).ConfigureAwait(false);

        await tested.Store.AppendAsync(SomeId, [SessionMessage.User("later")]).ConfigureAwait(false);
        var written = await LoadMetadataAsync(tested.Store, SomeId).ConfigureAwait(false);
        Expect.Equal(_created, written.CreatedAt);
        Expect.True(written.UpdatedAt > _updated);
    }

    private static async Task Create_WithATimeOfCreationOnly_IsWrittenNow(ISessionStore store)
    {
        var other = await store.CreateAsync(new()).ConfigureAwait(false);
        var session = await store.CreateAsync(new() { CreatedAt = _created }).ConfigureAwait(false);

        Expect.Equal(_created, session.Metadata.CreatedAt);
        Expect.True(session.Metadata.UpdatedAt >= other.Metadata.UpdatedAt);
    }

    private static async Task Import_OfAnExport_KeepsTheTimes(StoreUnderTest tested)
    {
        var exported = await tested.Store.CreateAsync(
            new() { Title = "t", CreatedAt = _created, UpdatedAt = _updated, Messages = [SessionMessage.User("a")] })
            .ConfigureAwait(false);
        using var document = new MemoryStream();
        await tested.Store.ExportAsync(exported.Id, document).ConfigureAwait(false);
        document.Position = 0;

        await tested.Store.ImportAsync(document, new() { Id = SomeId }).ConfigureAwait(false);

        await ExpectTimesAsync(tested.Store).ConfigureAwait(false);
        await tested.ReopenAsync().ConfigureAwait(false);
        await ExpectTimesAsync(tested.Store).ConfigureAwait(false);
    }

    private static async Task Import_DocumentWithoutTimes_IsOfNow(ISessionStore store)
    {
        var before = await store.CreateAsync(new()).ConfigureAwait(false);

        var imported = await ImportAsync(store, """{"created_at":0,"messages":[]}""").ConfigureAwait(false);

        Expect.True(imported.Metadata.CreatedAt >= before.Metadata.CreatedAt);
        Expect.True(imported.Metadata.UpdatedAt >= before.Metadata.UpdatedAt);
    }

    private static async Task Import_DocumentWithOneTime_TakesItForBoth(ISessionStore store)
    {
        foreach (var name in new[] { "created_at", "updated_at" })
        {
            var imported = await ImportAsync(
                store, $$"""{"{{name}}":1709207999.5,"messages":[]}""").ConfigureAwait(false);

            var said = DateTimeOffset.UnixEpoch.AddSeconds(1709207999.5);
            Expect.Equal((said, said), (imported.Metadata.CreatedAt, imported.Metadata.UpdatedAt));
        }
    }

    private static async Task Import_DeletedId_ThrowsUnlessItIsReplaced(StoreUnderTest tested)
    {
        const string document = """{"title":"new","messages":[{"role":"user","content":"new"}]}""";
        await tested.Store.CreateAsync(new() { Id = SomeId, Messages = [SessionMessage.User("old")] })
            .ConfigureAwait(false);
        await tested.Store.DeleteAsync(SomeId).ConfigureAwait(false);

        await Expect.ThrowsAsync<SessionDeletedException>(
            () => ImportAsync(tested.Store, document, new() { Id = SomeId })).ConfigureAwait(false);
        await ImportAsync(tested.Store, document, new() { Id = SomeId, ReplaceDeleted = true }).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);
        Expect.Sequence(["new"], Texts(await LoadAsync(tested.Store, SomeId).ConfigureAwait(false)));
    }

    private static async Task Import_LiveId_ThrowsAlsoWhenItWouldReplace(ISessionStore store)
    {
        await store.CreateAsync(new() { Id = SomeId, Title = "first" }).ConfigureAwait(false);

        await Expect.ThrowsAsync<SessionExistsException>(() => ImportAsync(
            store, """{"messages":[]}""", new() { Id = SomeId, ReplaceDeleted = true })).ConfigureAwait(false);

        Expect.Equal("first", (await LoadMetadataAsync(store, SomeId).ConfigureAwait(false)).Title);
    }

    private static async Task Fork_OfAnOpenToolCall_ClosesIt(StoreUnderTest tested)
    {
        var parent = await tested.Store.CreateAsync(new()
        {
            Messages = [SessionMessage.User("q"), Calling("k1", "k2"), SessionMessage.Tool("k1", "result"),
                SessionMessage.Tool("k2", "result"), SessionMessage.Assistant("answer")],
        }).ConfigureAwait(false);

        await tested.Store.ForkAsync(parent.Id, 3, SomeId).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);
        var fork = await LoadAsync(tested.Store, SomeId).ConfigureAwait(false);
        Expect.Sequence(["k1", "k2"], Answered(fork));
        Expect.Sequence(parent.Messages.Take(3).Select(message => message.ToString()),
            fork.Messages.Take(3).Select(message => message.ToString()));
        Expect.True(fork.Messages[3].ToString().Contains("\"_interrupted\":true", StringComparison.Ordinal));
        Expect.Equal(5, (await LoadAsync(tested.Store, parent.Id).ConfigureAwait(false)).Messages.Count);
    }

    private static async Task Fork_OfAnOlderOpenToolCall_ClosesItInItsPlace(ISessionStore store)
    {
        var parent = await store.CreateAsync(new()
        {
            Messages = [Calling("k1", "k2"), SessionMessage.Tool("k2", "result"), SessionMessage.User("go on"),
                Calling("k1")],
        }).ConfigureAwait(false);

        var fork = await store.ForkAsync(parent.Id, 4).ConfigureAwait(false);

        Expect.Sequence(["assistant", "tool", "tool", "user", "assistant", "tool"],
            fork.Messages.Select(message => message.Role));
        Expect.Sequence(["k2", "k1", "k1"], Answered(fork));
    }

    private static async Task Fork_OfAnsweredToolCalls_AddsNothing(ISessionStore store)
    {
        var parent = await store.CreateAsync(new()
        {
            Messages =
            [
                Calling("k1"), SessionMessage.Tool("k1", "one"),
                Calling("k1"), SessionMessage.Tool("k1", "two"), SessionMessage.Assistant("answer"),
            ],
        }).ConfigureAwait(false);

        foreach (var count in new[] { 0, 2, 4, 5 })
        {
            Expect.Equal(
                count, (await store.ForkAsync(parent.Id, count).ConfigureAwait(false)).Messages.Count);
        }
    }

    private static async Task<Session> ImportAsync(
        ISessionStore store, string document, ImportOptions? options = null)
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(document));
        return await store.ImportAsync(source, options).ConfigureAwait(false);
    }

    private static async Task ExpectTimesAsync(ISessionStore store)
    {
        var metadata = await LoadMetadataAsync(store, SomeId).ConfigureAwait(false);
        Expect.Equal((_created, _updated), (metadata.CreatedAt, metadata.UpdatedAt));
    }

    private static SessionMessage Calling(params string[] calls) => SessionMessage.Parse(
        $$"""{"role":"assistant","content":"","tool_calls":[{{string.Join(',', calls.Select(call =>
            $$$"""{"id":"{{{call}}}","type":"function","function":{"name":"f","arguments":"{}"}}"""))}}]}""");

    private static IEnumerable<string?> Answered(Session session) =>
        session.Messages.Where(message => message.Role == "tool").Select(message => message.ToolCallId);
}
