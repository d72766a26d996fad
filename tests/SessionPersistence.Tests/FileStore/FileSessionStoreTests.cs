using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

public sealed class FileSessionStoreTests
{
    private readonly CrashFileSystem _disk = new();

    [Fact]
    public async Task A_turn_is_there_after_reopening()
    {
        SessionId id;
        await using (var store = NewStore())
        {
            var report = await store.OpenAsync();
            Assert.Empty(report.Findings);
            var session = await store.CreateAsync(new() { Title = "Kyoto" });
            id = session.Id;
            await using var turn = await store.BeginTurnAsync(id, [SessionMessage.User("Find a ryokan")]);
            turn.ReportText("Look");
            await turn.AppendAsync(
                [SessionMessage.Parse("""{"role":"assistant","content":"","tool_calls":[{"id":"c1"}]}""")]);
            await turn.AppendAsync([SessionMessage.Tool("c1", "found")]);
            await turn.CompleteAsync([SessionMessage.Assistant("Here is one")]);
            Assert.Equal(["Find a ryokan", "", "found", "Here is one"], await Texts(store, id));
        }

        await using var again = NewStore();
        var second = await again.OpenAsync();
        Assert.Empty(second.Findings);
        Assert.Equal(["Find a ryokan", "", "found", "Here is one"], await Texts(again, id));
        var metadata = await again.LoadMetadataAsync(id);
        Assert.Equal("Kyoto", metadata!.Title);
        Assert.Null(metadata.OpenTurnId);
        Assert.Equal(4, metadata.MessageCount);
    }

    [Fact]
    public async Task A_killed_owner_leaves_an_interrupted_turn()
    {
        var store = NewStore();
        var session = await store.CreateAsync(new() { Title = "Kyoto" });
        var turn = await store.BeginTurnAsync(session.Id, [SessionMessage.User("hello")]);
        turn.ReportText("par");

        var disk = _disk.ProcessKill();
        await using var again = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });
        var report = await again.OpenAsync();

        Assert.Contains(report.Findings, f => f.Kind == FindingKinds.TurnInterrupted && f.TurnId == turn.Id);
        var loaded = await again.LoadAsync(session.Id);
        Assert.Equal("hello", loaded!.Messages[0].Text);
        Assert.Contains("\"type\":\"interrupted\"", loaded.Messages[^1].ToString(), StringComparison.Ordinal);
        Assert.Null(loaded.OpenTurn);
    }

    [Fact]
    public async Task Rewrite_keeps_a_generation_and_deletion_is_final()
    {
        await using var store = NewStore();
        var session = await store.CreateAsync(
            new() { Messages = [SessionMessage.User("1"), SessionMessage.Assistant("2"), SessionMessage.User("3")] });
        await Assert.ThrowsAsync<SessionShrinkException>(
            () => store.ExtendAsync(session.Id, [session.Messages[0]], session.Revision));
        var revision = (await store.RewriteAsync(
            session.Id, [session.Messages[0]], RewriteReason.Undo, session.Revision)).Revision;
        Assert.Equal(["1"], await Texts(store, session.Id));
        await Assert.ThrowsAsync<SessionConflictException>(
            () => store.RewriteAsync(session.Id, [], RewriteReason.Clear, session.Revision));
        await store.CheckpointAsync();
        Assert.Contains($"{session.Id}.json.bak", _disk.Dump(), StringComparison.Ordinal);

        Assert.True(await store.DeleteAsync(session.Id));
        Assert.Null(await store.LoadAsync(session.Id));
        Assert.False(await store.DeleteAsync(session.Id));
        var late = await Assert.ThrowsAsync<SessionNotFoundException>(
            () => store.AppendAsync(session.Id, [SessionMessage.User("late")]));
        Assert.True(late.WasDeleted);
        await Assert.ThrowsAsync<SessionDeletedException>(() => store.CreateAsync(new() { Id = session.Id }));
        var replaced = await store.CreateAsync(new() { Id = session.Id, ReplaceDeleted = true });
        Assert.Equal(1, replaced.Revision);
        Assert.Empty(await Texts(store, session.Id));
        Assert.DoesNotContain(_disk.ListDirectory("/store"), entry => entry.Name == $"{session.Id}.json.bak");
    }

    private FileSessionStore NewStore() => new(new() { Directory = "/store" }, new() { FileSystem = _disk });

    private static async Task<IEnumerable<string>> Texts(FileSessionStore store, SessionId id) =>
        (await store.LoadAsync(id))!.Messages.Select(m => m.Text);

    [Fact]
    public async Task AppendAsync_IdsThatDifferInHalfASurrogatePair_AreTwoMessages()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s");

        await rig.Store.AppendAsync(
            id, [SessionMessage.Parse("""{"role":"user","content":"first","message_id":"m\ud800"}""")]);
        await rig.Store.AppendAsync(
            id, [SessionMessage.Parse("""{"role":"user","content":"second","message_id":"m\ud801"}""")]);

        Assert.Equal(["first", "second"], await rig.TextsAsync(id));
        await rig.KillAndOpenAsync();
        await rig.AppendAsync(id, "third");
        Assert.Equal(["first", "second", "third"], await rig.TextsAsync(id));
    }
}
