using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Another program writes, removes or damages a document while the store is open.</summary>
public sealed class ForeignWriteTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");
    private static readonly SessionId Other = SessionId.Parse("s2");

    private readonly InMemoryFileSystem _disk = new();

    [Fact]
    public async Task Checkpoint_AfterAForeignAppend_KeepsBothSides()
    {
        await using var store = await NewStoreAsync();
        var foreign = ForeignAppend();

        await store.AppendAsync(Id, [SessionMessage.User("ours")]);
        await store.CheckpointAsync();

        Assert.Equal(["ours", "stored", "theirs"], (await TextsAsync(store)).Order(StringComparer.Ordinal));
        Assert.Equal(foreign, Tree()["_quarantine/s1.1.json"]);
    }

    [Fact]
    public async Task Open_AfterAForeignAppend_KeepsBothSides()
    {
        await using (var store = await NewStoreAsync())
        {
            ForeignAppend();
            await store.AppendAsync(Id, [SessionMessage.User("ours")]);
        }

        await using var again = NewStore();

        Assert.Equal(["ours", "stored", "theirs"], (await TextsAsync(again)).Order(StringComparer.Ordinal));
    }

    // Its end has the checksum of what the file was: only who reads the whole of it sees that it is another.
    [Fact]
    public async Task Open_ALineOfADocumentOfOursIsGoneAndTheJournalHasMore_KeepsTheFileAndTellsOfIt()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        await rig.AppendAsync(Id, "one");
        await rig.AppendAsync(Id, "two");
        await rig.Store.CheckpointAsync();
        await rig.KillAndOpenAsync();
        await rig.AppendAsync(Id, "three");
        rig.Disk = rig.Disk.ProcessKill();
        var lines = Encoding.UTF8.GetString(DiskTree.Of(rig.Disk, "/store")["s1.json"]).Split('\n');
        var changed = string.Join('\n', lines.Where(line => !line.Contains("\"one\"", StringComparison.Ordinal)));
        rig.Disk.Seed("/store/s1.json", changed);

        var report = await rig.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind == FindingKinds.ForeignWriteMerged);
        Assert.Equal(Id, finding.SessionId);
        Assert.Contains("a piece is missing", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(changed, Encoding.UTF8.GetString(DiskTree.Of(rig.Disk, "/store")["_quarantine/s1.1.json"]));
        string[] expected = ["two", "three"];
        Assert.Equal(expected, await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Load_AfterAForeignAppend_ShowsBothSides()
    {
        await using var store = await NewStoreAsync();
        ForeignAppend();

        var before = await TextsAsync(store);
        await store.AppendAsync(Id, [SessionMessage.User("ours")]);

        Assert.Equal(["stored", "theirs"], before);
        Assert.Equal(["stored", "theirs", "ours"], await TextsAsync(store));
    }

    [Fact]
    public async Task Rewrite_AfterAForeignAppend_LosesNothingOfIt()
    {
        await using var store = await NewStoreAsync();
        var session = (await store.LoadAsync(Id))!;
        var foreign = ForeignAppend();

        await store.RewriteAsync(
            Id, [session.Messages[0], SessionMessage.User("ours")], RewriteReason.Edit, session.Revision);
        await store.CheckpointAsync();

        Assert.Contains("ours", await TextsAsync(store));
        var tree = Tree();
        Assert.Contains(tree.Names, name => tree[name].AsSpan().SequenceEqual(foreign)
            || Encoding.UTF8.GetString(tree[name]).Contains("theirs", StringComparison.Ordinal));
    }

    // WEAKNESSES.md, W-06: what is no session any more on disk makes every later save fail.
    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"title\":\"export\"}")]
    [InlineData("{\"session_id\":\"s1\",\"messages\":5}")]
    [InlineData("{\"session_id\":\"s1\",\"messages\":[{\"content\":\"\\\u00ff\"}]}")]
    public async Task W06_a_document_that_is_no_session_any_more_stops_no_write_and_its_bytes_are_kept(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        await using (var store = await NewStoreAsync())
        {
            _disk.Seed("/store/s1.json", bytes);

            await store.AppendAsync(Id, [SessionMessage.User("ours")]);
            await store.CheckpointAsync();

            Assert.Equal(["stored", "ours"], await TextsAsync(store));
        }

        await using var again = NewStore();
        Assert.Equal(["stored", "ours"], await TextsAsync(again));
        Assert.Equal(bytes, Tree()["_quarantine/s1.1.json"]);
    }

    // Between the rename and the look at the new file the directory is flushed, which takes long: what is there then is
    // not ours for that.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checkpoint_WrittenOverWhileItsNameIsFlushed_TakesTheOtherFileForNoneOfOurs(bool killed)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("stored")] });
        await rig.Store.CheckpointAsync();
        await rig.AppendAsync(Id, "ours");
        var isReplaced = false;
        rig.Disk.BeforeOperation += WriteOver;

        await rig.Store.CheckpointAsync();
        if (killed) await rig.KillAndOpenAsync();
        else await rig.ReopenAsync();
        await rig.ReopenAsync();

        Assert.Equal(["ours", "stored", "theirs"], (await rig.TextsAsync(Id)).Order(StringComparer.Ordinal));
        Assert.Equal(["ours", "stored", "theirs"], rig.TextsOfDocument(Id).Order(StringComparer.Ordinal));

        void WriteOver(CrashOperation operation)
        {
            if (operation.Kind == CrashOperationKind.Replace && operation.Destination == "/store/s1.json")
                isReplaced = true;
            if (!isReplaced || operation.Kind != CrashOperationKind.FlushDirectory) return;

            rig.Disk.BeforeOperation -= WriteOver;
            rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"theirs"}]}""");
        }
    }

    // Without the journal and without a backup nothing is left but the name: it is not taken for nobody's.
    [Fact]
    public async Task Open_AFileThatIsNoSessionInThePlaceOfOneThatTheIndexKnows_IsDamage()
    {
        await using (var store = await NewStoreAsync())
        {
        }

        await using (var store = NewStore()) await store.OpenAsync();
        _disk.Seed("/store/s1.json", "[]");
        await using var again = NewStore();
        var report = await again.OpenAsync();

        var finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKinds.MalformedDocument, Id, FindingCategory.UnsafeToRepair),
            (finding.Kind, finding.SessionId, finding.Category));
        await Assert.ThrowsAsync<SessionCorruptException>(() => again.LoadAsync(Id));
        Assert.True(await again.DeleteAsync(Id));
    }

    // What the document of before had is not in the journal any more: that is no gap in it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WrittenOverByAnotherProgramAfterItsRecordsWentAway_ReportsNoGap(bool waits)
    {
        await using var rig = new StoreRig(maxShardBytes: 1);
        await rig.OpenAsync();
        await rig.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("stored")] });
        for (var shards = 0; shards < 3; shards++)
        {
            await rig.Store.UpdateMetadataAsync(Id, metadata => metadata with { Title = $"{shards}" });
            rig.Advance(TimeSpan.FromMinutes(1));
        }

        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"stored"},{"role":"user","content":"theirs"}]}""");
        await rig.AppendAsync(Id, "ours");
        await rig.AppendAsync(Id, "more");
        if (waits) rig.Advance(TimeSpan.FromMilliseconds(300));

        var report = await rig.KillAndOpenAsync();

        Assert.DoesNotContain(report.Findings, finding => finding.Category != FindingCategory.Ok);
        Assert.Equal(["stored", "theirs", "ours", "more"], await rig.TextsAsync(Id));
    }

    // The journal says only that a document had been written: what is written now must not get a number that was given
    // before.
    [Fact]
    public async Task Open_WrittenOverByAnotherProgram_OnlyACoveredMarkIsLeft_GoesOnInItsRevisions()
    {
        await using var rig = new StoreRig(maxShardBytes: 1);
        await rig.OpenAsync();
        await rig.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("stored")] });
        for (var shards = 0; shards < 3; shards++)
        {
            await rig.Store.UpdateMetadataAsync(Id, metadata => metadata with { Title = $"{shards}" });
            rig.Advance(TimeSpan.FromMinutes(1));
        }

        // As when the power goes between the removal of the two.
        rig.Disk.DeleteFile(rig.ShardPath(6));
        Assert.Equal([JournalEvent.Covered], rig.Records().Select(record => record.Event));
        rig.Disk.DeleteFile("/store/_index.json");
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"theirs"}]}""");
        await rig.KillAndOpenAsync();

        var before = (await rig.Store.LoadMetadataAsync(Id))!.Revision;
        var revision = await rig.AppendAsync(Id, "ours");
        await rig.KillAndOpenAsync();

        Assert.Equal((5, 6), (before, revision));
        Assert.Equal(["theirs", "ours"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Load_DocumentRemoved_ThrowsAndTheOthersWork()
    {
        await using var store = await NewStoreAsync();
        Spoil(removed: true);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(Id));

        await store.AppendAsync(Other, [SessionMessage.User("fine")]);
        Assert.Equal(["fine"], (await store.LoadAsync(Other))!.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Checkpoint_DocumentRemoved_WritesTheOthersAndTells()
    {
        await using var store = await NewStoreAsync();
        Spoil(removed: true);
        await store.AppendAsync(Id, [SessionMessage.User("ours")]);
        await store.AppendAsync(Other, [SessionMessage.User("fine")]);

        await Assert.ThrowsAsync<SessionCorruptException>(() => store.CheckpointAsync());

        Assert.Contains("fine", Encoding.UTF8.GetString(Tree()["s2.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_DocumentRemovedOrDamaged_LosesNoAcknowledgedWrite(bool removed)
    {
        await using (var store = await NewStoreAsync())
        {
            Spoil(removed);
            await store.AppendAsync(Id, [SessionMessage.User("ours")]);
        }

        await using var again = NewStore();
        await again.OpenAsync();

        Assert.Equal(["stored", "ours"], await TextsAsync(again));
        if (!removed) Assert.Equal("{\"session_id\":"u8, Tree()["_quarantine/s1.1.json"]);
    }

    [Fact]
    public async Task Open_DocumentRemovedAndOnlyItsLastWritesAreInTheJournal_IsNoSessionOfThose()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        await rig.AppendAsync(id, "first");
        await rig.ReopenAsync();
        await rig.AppendAsync(id, "last");
        rig.Disk = rig.Disk.ProcessKill();
        rig.Disk.DeleteFile("/store/a.json");
        rig.Disk.FlushDirectory("/store");

        for (var start = 1; start <= 2; start++)
        {
            var finding = Assert.Single((await rig.OpenAsync()).Findings, found => found.SessionId == id);
            Assert.Equal(
                (FindingKinds.MalformedDocument, FindingCategory.UnsafeToRepair), (finding.Kind, finding.Category));
            await Assert.ThrowsAsync<SessionCorruptException>(() => rig.TextsAsync(id));
            await Assert.ThrowsAsync<SessionCorruptException>(() => rig.AppendAsync(id, "more"));
            rig.Settle();
            Assert.Null(rig.Disk.FindEntry("/store/a.json"));
            await rig.Store.DisposeAsync();
        }

        Assert.Contains(rig.Records(), record => record.Event == JournalEvent.Appended && record.SessionId == id);
        await rig.OpenAsync();
        Assert.True(await rig.Store.DeleteAsync(id));
        Assert.Null(await rig.Store.LoadAsync(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_AnotherProgramDeletedTheSession_TheJournalDoesNotBringItBack(bool wasClosed)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        await rig.AppendAsync(id, "first");
        rig.Settle();
        if (wasClosed) await rig.Store.DisposeAsync();
        rig.Disk = rig.Disk.ProcessKill();
        rig.Disk.DeleteFile("/store/a.json");
        rig.Disk.Seed("/store/_deleted_webui_sessions.json", """{"version":1,"ids":["a"]}""");

        var finding = Assert.Single((await rig.OpenAsync()).Findings, found => found.SessionId == id);

        Assert.Equal(
            (FindingKinds.StateDbDeletedTombstone, FindingCategory.UnsafeToRepair), (finding.Kind, finding.Category));
        rig.Settle();
        Assert.Null(rig.Disk.FindEntry("/store/a.json"));
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.TextsAsync(id));

        // Whoever does not mean it takes the id out of the list.
        await rig.Store.DisposeAsync();
        rig.Disk.DeleteFile("/store/_deleted_webui_sessions.json");
        await rig.OpenAsync();
        Assert.Equal(["first"], await rig.TextsAsync(id));
    }

    [Fact]
    public async Task Open_TombstoneOfALifeBefore_TakesNoSessionThatHadNoFileYet()
    {
        await using var rig = new StoreRig();
        rig.Disk.CreateDirectory("/store");
        rig.Disk.Seed("/store/_deleted_webui_sessions.json", """{"version":1,"ids":["a"]}""");
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        await rig.AppendAsync(id, "acknowledged");

        await rig.KillAndOpenAsync();

        Assert.Equal(["acknowledged"], await rig.TextsAsync(id));
    }

    private FileSessionStore NewStore() => new(
        new() { Directory = "/store" }, new() { FileSystem = _disk, TimeProvider = new SteppedTime() });

    private async Task<FileSessionStore> NewStoreAsync()
    {
        var store = NewStore();
        await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("stored")] });
        await store.CreateAsync(new() { Id = Other });
        await store.CheckpointAsync();
        return store;
    }

    // As the reference does it: it read the document, knows nothing of lives, and writes all it knows back.
    private byte[] ForeignAppend()
    {
        var stored = Tree()["s1.json"];
        var message = Encoding.UTF8.GetString(stored).Split('\n')
            .Single(line => line.Contains("stored", StringComparison.Ordinal)).Trim().TrimEnd(',');
        var text = $$"""{"session_id": "s1", "title": "theirs too", "messages": [{{message}}, {"role": "user", "content": "theirs"}]}""";
        _disk.Seed("/store/s1.json", text);
        return Encoding.UTF8.GetBytes(text);
    }

    private void Spoil(bool removed)
    {
        if (removed) _disk.DeleteFile("/store/s1.json");
        else _disk.Seed("/store/s1.json", "{\"session_id\":");
    }

    private DiskTree Tree() => DiskTree.Of(_disk, "/store");

    private static async Task<IEnumerable<string>> TextsAsync(FileSessionStore store) =>
        (await store.LoadAsync(Id))!.Messages.Select(message => message.Text);
}
