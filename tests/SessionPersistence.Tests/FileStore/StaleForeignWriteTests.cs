using System.Text;
using System.Text.Json.Nodes;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Another program reads a session, the session is deleted, and only then the program writes what it
/// read.</summary>
public sealed class StaleForeignWriteTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    private readonly InMemoryFileSystem _disk = new();
    private readonly SteppedTime _time = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Write_OverANewLifeOfTheId_BringsNothingOfTheFormerOneBack(bool hasDocument, bool restarts)
    {
        await using (var store = NewStore())
        {
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("secret")] });
            await store.CheckpointAsync();
            var stale = StaleRewrite();
            await store.DeleteAsync(Id);
            _time.Advance(TimeSpan.FromSeconds(5));
            await store.CreateAsync(new() { Id = Id, ReplaceDeleted = true, Messages = [SessionMessage.User("new")] });
            if (hasDocument) await store.CheckpointAsync();
            Put(stale);
            Assert.Equal(["new"], await TextsAsync(store));
            if (!restarts)
            {
                await store.AppendAsync(Id, [SessionMessage.User("more")]);
                await store.CheckpointAsync();
                Assert.Equal(["new", "more"], await TextsAsync(store));
                Assert.Equal(stale, Encoding.UTF8.GetString(DiskTree.Of(_disk, "/store")["_quarantine/s1.1.json"]));
            }
        }

        await using var again = NewStore();
        Assert.Equal(restarts ? ["new"] : ["new", "more"], await TextsAsync(again));
        Assert.DoesNotContain(
            "secret", Encoding.UTF8.GetString(DiskTree.Of(_disk, "/store")["s1.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_OverWhatAStartPublished_LosesNoAcknowledgedMessage(bool restarts)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");
        await rig.AppendAsync(id, "one");
        rig.Settle();
        await rig.ReopenAsync();
        await rig.AppendAsync(id, "two");
        rig.Disk = rig.Disk.ProcessKill();
        var stale = StaleRewrite(rig.Disk);
        await rig.OpenAsync();
        rig.Settle();
        rig.Disk.Seed("/store/s1.json", stale);
        if (restarts) await rig.KillAndOpenAsync();

        Assert.Equal(["one", "late", "two"], await rig.TextsAsync(id));
        await rig.AppendAsync(id, "three");
        await rig.ReopenAsync();
        Assert.Equal(["one", "late", "two", "three"], await rig.TextsAsync(id));
    }

    // A start gives a revision to a document, not to a record: what builds on it must not look as if a record were
    // missing.
    [Fact]
    public async Task Write_OverEachOfTwoStartsThatWereCutOff_LeavesNoGapInTheJournal()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");
        rig.Settle();
        var turn = await rig.Store.BeginTurnAsync(id, [SessionMessage.User("one")]);
        await turn.AppendAsync([SessionMessage.Assistant("step")]);
        WriteOver();
        await rig.OpenAsync();
        WriteOver();

        var report = await rig.OpenAsync();

        Assert.DoesNotContain(report.Findings, found => found.Kind == FindingKinds.JournalSequenceGap);
        Assert.Equal(["late", "step"], (await rig.TextsAsync(id))[..2]);

        void WriteOver()
        {
            rig.Disk = rig.Disk.ProcessKill();
            rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","title":"New chat","created_at":1767225600,"messages":[{"role":"user","content":"late"}]}"""u8);
        }
    }

    [Fact]
    public async Task Write_OverANewLifeThatOnlyTheIndexKnows_IsNotShown()
    {
        string stale;
        await using (var store = NewStore())
        {
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("secret")] });
            await store.CheckpointAsync();
            stale = StaleRewrite();
            await store.DeleteAsync(Id);
            _time.Advance(TimeSpan.FromSeconds(5));
            await store.CreateAsync(new() { Id = Id, ReplaceDeleted = true, Messages = [SessionMessage.User("new")] });
        }

        // What documents cover leaves the journal here.
        await using (var store = NewStore()) await store.OpenAsync();
        Put(stale);

        await using var again = NewStore();
        await again.OpenAsync();
        await Assert.ThrowsAsync<SessionCorruptException>(() => again.LoadAsync(Id));
        Assert.Equal(stale, Encoding.UTF8.GetString(DiskTree.Of(_disk, "/store")["s1.json"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_AfterAnotherProgramWroteOverTheDocument_RemovesThatFileToo(bool restarts)
    {
        await using (var store = NewStore())
        {
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("secret")] });
            await store.CheckpointAsync();
            Put(StaleRewrite());

            Assert.True(await store.DeleteAsync(Id));
            if (!restarts) while (_time.Step()) { }
        }

        await using var again = NewStore();
        Assert.Empty((await again.OpenAsync()).Findings);
        Assert.DoesNotContain("s1.json", DiskTree.Of(_disk, "/store").Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_OfWhatWasReadBeforeTheLastMessages_LosesNoneOfThem(bool restarts)
    {
        await using (var store = NewStore())
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("one")] });

        // The record of its creation leaves the journal here: nobody but the document has all of it.
        await using (var store = NewStore()) await store.OpenAsync();
        await using (var store = NewStore())
        {
            await store.OpenAsync();
            var stale = StaleRewrite();
            await store.AppendAsync(Id, [SessionMessage.User("two")]);
            await store.AppendAsync(Id, [SessionMessage.User("three")]);
            await store.CheckpointAsync();
            Put(stale);
            if (!restarts)
            {
                Assert.Equal(["one", "late", "two", "three"], await TextsAsync(store));
                await store.AppendAsync(Id, [SessionMessage.User("four")]);
                await store.CheckpointAsync();
            }
        }

        await using var again = NewStore();
        Assert.Equal(restarts ? ["one", "late", "two", "three"] : ["one", "late", "two", "three", "four"],
            await TextsAsync(again));
    }

    // What a program that knows nothing of this store's members makes of a document.
    private string StaleRewrite() => StaleRewrite(_disk);

    private static string StaleRewrite(SessionPersistence.Storage.DurableFileSystem disk)
    {
        var document = JsonNode.Parse(DiskTree.Of(disk, "/store")["s1.json"])!.AsObject();
        foreach (var own in (string[])["format", "life", "revision", "open_turn", "recent_turns", "_crc"])
            document.Remove(own);
        document["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","content":"late"}"""));
        return document.ToJsonString();
    }

    private void Put(string text)
    {
        if (_disk.FindEntry("/store/s1.json") is not null) _disk.DeleteFile("/store/s1.json");
        _disk.Seed("/store/s1.json", text);
    }

    private FileSessionStore NewStore() =>
        new(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _disk, TimeProvider = _time });

    private static async Task<string[]> TextsAsync(FileSessionStore store) =>
        [.. (await store.LoadAsync(Id))!.Messages.Select(message => message.Text)];
}
