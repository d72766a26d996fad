using System.Globalization;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What opening reads when there is an index.</summary>
public sealed class IndexedOpeningTests
{
    private readonly InMemoryFileSystem _disk = new();
    private readonly SteppedTime _time = new();

    [Fact]
    public async Task Open_UnchangedStoreOfTenThousand_ListsTheDirectoryAndReadsNoDocument()
    {
        const int count = 10_000;
        await CreateAsync(count);
        foreach (var access in Enum.GetValues<StoreAccess>())
        {
            var disk = new RecordingFileSystem(_disk, "/store");

            await using var store = NewStore(disk, access);
            var report = await store.OpenAsync();
            var page = await store.ListAsync(new() { Limit = count });

            Assert.Empty(report.Findings);
            Assert.Equal(count, page.Items.Count);
            Assert.All(page.Items,
                item => Assert.Equal(($"title of {item.Id}", 1, 1), (item.Title, item.Revision, item.MessageCount)));
            Assert.Empty(Documents(disk));
            Assert.Single(disk.Calls, call => call == "open _index.json");
        }
    }

    [Fact]
    public async Task Close_AfterOpeningAnUnchangedStore_LeavesTheIndexAsItIs()
    {
        await CreateAsync(3);
        await ReopenAsync();
        var before = DiskTree.Of(_disk, "/store");

        await ReopenAsync();

        Assert.DoesNotContain(before.ChangesTo(DiskTree.Of(_disk, "/store")), name => name is not "store.owner");
    }

    [Fact]
    public async Task Open_OneDocumentChanged_ReadsThatOne()
    {
        await CreateAsync(3);
        _disk.Seed("/store/s1.json", """{"session_id":"s1","title":"foreign","messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}""");
        var disk = new RecordingFileSystem(_disk, "/store");

        await using var store = NewStore(disk);
        var items = (await store.ListAsync(new())).Items;

        Assert.Equal(["open s1.json"], Documents(disk).Distinct());
        Assert.Equal(("foreign", 3),
            items.Where(item => item.Id.Value == "s1").Select(item => (item.Title, item.MessageCount)).Single());
    }

    [Fact]
    public async Task Open_RecordsInTheJournal_ReadsThatDocument()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        for (var i = 0; i < 3; i++) await rig.CreateAsync($"s{i}");
        await rig.ReopenAsync();
        await rig.AppendAsync(SessionId.Parse("s1"), "b");
        rig.Disk = rig.Disk.ProcessKill();
        var opened = new List<string>();
        rig.Disk.BeforeOperation += operation =>
        {
            if (operation.Kind == CrashOperationKind.OpenFile && operation.Matches("s?.json"))
                opened.Add(operation.Path);
        };

        await rig.OpenAsync();

        Assert.Equal(["/store/s1.json"], opened.Distinct());
    }

    [Fact]
    public async Task FirstTouch_ReadsTheHeadOnce_AndOfThatSessionOnly()
    {
        await CreateAsync(3);
        var disk = new RecordingFileSystem(_disk, "/store");
        await using var store = NewStore(disk);
        var id = SessionId.Parse("s1");

        var metadata = await store.LoadMetadataAsync(id);
        await store.UpdateMetadataAsync(id, before => before with { Title = "new" });
        await store.AppendAsync(id, [SessionMessage.User("b")], expectedRevision: metadata!.Revision + 1);

        Assert.Equal(["open s1.json"], Documents(disk));
    }

    [Fact]
    public async Task WarmAppend_OpensNeitherDocumentNorBackup()
    {
        await CreateAsync(1);
        var disk = new RecordingFileSystem(_disk, "/store");
        await using var store = NewStore(disk);
        var id = SessionId.Parse("s0");
        var revision = (await store.AppendAsync(id, [SessionMessage.User("b")])).Revision;
        await store.RewriteAsync(id, [SessionMessage.User("c")], RewriteReason.Edit, revision);
        await store.AppendAsync(id, [SessionMessage.User("d")]);
        var (calls, lookups) = (disk.Calls.Count, disk.Lookups.Count);

        await store.AppendAsync(id, [SessionMessage.User("e")]);
        var turn = await store.BeginTurnAsync(id, [SessionMessage.User("f")]);
        await turn.CompleteAsync([SessionMessage.Assistant("g")]);

        Assert.All(disk.Calls.Skip(calls), call => Assert.Matches(@"^(write|flush) _journal/[^/]*\.jsonl$", call));
        Assert.Equal(3, disk.Calls.Skip(calls).Count(call => call.StartsWith("flush", StringComparison.Ordinal)));
        Assert.All(disk.Lookups.Skip(lookups), look => Assert.Matches(@"^find _journal/[^/]*\.jsonl$", look));
        Assert.Equal(3, disk.Lookups.Skip(lookups).Count());
    }

    [Fact]
    public async Task Create_IdThatDiffersInCaseFromAnUntouchedOne_IsRefused()
    {
        await CreateAsync(2);
        await using var store = NewStore(_disk);

        var exists = await Assert.ThrowsAsync<SessionExistsException>(
            () => store.CreateAsync(new() { Id = SessionId.Parse("S1") }));

        Assert.Equal("s1", exists.Existing.Value);
        await Assert.ThrowsAsync<SessionExistsException>(() => store.CreateAsync(new() { Id = SessionId.Parse("s1") }));
    }

    [Fact]
    public async Task Touch_ByManyAtOnce_GivesAllTheSameSession()
    {
        await CreateAsync(20);
        await using var store = NewStore(_disk);
        await store.OpenAsync();
        using var start = new ManualResetEventSlim();

        var appends = Enumerable.Range(0, 80).Select(i => Task.Run(async () =>
        {
            start.Wait();
            await store.AppendAsync(SessionId.Parse($"s{i % 20}"), [SessionMessage.User($"{i}")]);
            await store.ListAsync(new());
        })).ToList();
        start.Set();
        await Task.WhenAll(appends);

        var items = (await store.ListAsync(new() { Limit = 100 })).Items;
        Assert.Equal(20, items.Count);
        Assert.All(items, item => Assert.Equal((5, 5), (item.MessageCount, item.Revision)));
    }

    [Fact]
    public async Task Open_OlderDocumentPutBack_IsNotTakenForTheNewest()
    {
        await CreateAsync(2);
        var older = FileContent.Read(_disk, "/store/s1.json");
        var id = SessionId.Parse("s1");
        await using (var store = NewStore(_disk))
        {
            await store.AppendAsync(id, [SessionMessage.User("b")]);
            await store.AppendAsync(id, [SessionMessage.User("c")]);
        }

        await ReopenAsync();
        _disk.Seed("/store/s1.json", older);
        await using var next = NewStore(_disk);
        var report = await next.OpenAsync();

        var finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKinds.DocumentOutdated, id, FindingCategory.UnsafeToRepair),
            (finding.Kind, finding.SessionId, finding.Category));
        var session = await next.LoadAsync(id);
        Assert.Equal((4, 1), (session!.Revision, session.Messages.Count));
        await Assert.ThrowsAsync<SessionConflictException>(
            () => next.AppendAsync(id, [SessionMessage.User("d")], expectedRevision: 3));
        await next.DisposeAsync();

        await using var again = NewStore(_disk);
        Assert.Empty((await again.OpenAsync()).Findings);
    }

    // The life goes on: what is known of it elsewhere (generations, callers) is of the same session.
    [Fact]
    public async Task Open_WrittenByAnotherProgramMeanwhile_KeepsItsLifeAndGoesOnInItsRevisions()
    {
        await CreateAsync(2);
        var id = SessionId.Parse("s1");
        var life = await LifeAsync(id);
        _disk.Seed("/store/s1.json", """{"session_id":"s1","title":"foreign","messages":[]}""");

        await using (var store = NewStore(_disk))
        {
            Assert.Equal(2, (await store.LoadMetadataAsync(id))!.Revision);
        }

        await using (var store = NewStore(_disk))
        {
            Assert.Equal(2, (await store.ListAsync(new())).Items.Single(item => item.Id == id).Revision);
            Assert.Equal(3, (await store.AppendAsync(id, [SessionMessage.User("b")], expectedRevision: 2)).Revision);
        }

        Assert.Equal(life, await LifeAsync(id));
    }

    [Fact]
    public async Task Delete_WrittenByAnotherProgramMeanwhile_EndsTheLifeThatTheIndexKnows()
    {
        await CreateAsync(2);
        var id = SessionId.Parse("s1");
        await using (var store = NewStore(_disk)) await store.RewriteAsync(id, [], RewriteReason.Clear, 1);

        Assert.NotNull(_disk.FindEntry("/store/s1.json.bak"));
        _disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[]}""");
        await using (var store = NewStore(_disk)) Assert.True(await store.DeleteAsync(id));

        Assert.DoesNotContain(
            _disk.ListDirectory("/store"), entry => entry.Name.StartsWith("s1.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_RecreatedSessionWrittenByAnotherProgram_IsShown()
    {
        await CreateAsync(1);
        var id = SessionId.Parse("s0");
        await using (var store = NewStore(_disk))
        {
            await store.DeleteAsync(id);
            await store.CreateAsync(new() { Id = id, ReplaceDeleted = true });
        }

        _disk.Seed("/store/s0.json", """{"session_id":"s0","title":"foreign","messages":[]}""");
        await using var next = NewStore(_disk);

        Assert.Equal("foreign", (await next.LoadAsync(id))?.Metadata.Title);
    }

    private async Task CreateAsync(int count)
    {
        await using var store = NewStore(_disk);
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"s{i}");
            await store.CreateAsync(
                new() { Id = SessionId.Parse(id), Title = $"title of {id}", Messages = [SessionMessage.User("a")] });
        }
    }

    // What is covered by documents leaves the journal at the next start.
    private async Task ReopenAsync()
    {
        await using var store = NewStore(_disk);
        await store.OpenAsync();
    }

    private async Task<string> LifeAsync(SessionId id)
    {
        await ReopenAsync();
        return JsonTokens.Members(FileContent.Read(_disk, $"/store/{id}.json"))["life"];
    }

    private static IEnumerable<string> Documents(RecordingFileSystem disk) =>
        disk.Calls.Where(call =>
            call.StartsWith("open s", StringComparison.Ordinal) && call.EndsWith(".json", StringComparison.Ordinal));

    private FileSessionStore NewStore(DurableFileSystem disk, StoreAccess access = StoreAccess.ReadWrite) =>
        new(
            new() { Directory = "/store", Access = access, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = _time });
}
