using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class FixtureAdoptionTests
{
    // What the first write may change of a document; all other members are kept.
    private static readonly string[] Account = ["session_id", "messages", "message_count", "updated_at"];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Append_ToAnyDocumentOfTheReference_KeepsEverythingElse(string scenario)
    {
        foreach (var id in await ListAsync(Seeded(scenario)))
        {
            var disk = Seeded(scenario);
            var before = DiskTree.Of(disk, "/store");
            await using (var store = NewStore(disk))
            {
                await store.AppendAsync(id, [SessionMessage.User("appended")]);
                await store.CheckpointAsync();
            }

            var after = DiskTree.Of(disk, "/store");
            AssertKept(before[$"{id}.json"], after[$"{id}.json"]);
            Assert.Equal(before[$"{id}.json"], after[$"_quarantine/{id}.1.json"]);
            string[] changed = [$"{id}.json", $"_quarantine/{id}.1.json"];
            Assert.Equal(changed.Order(StringComparer.Ordinal), before.ChangesTo(after).Where(name => !IsOurs(name)));
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Load_AfterAppendAndReopening_HasTheOldMessagesAndTheNew(string scenario)
    {
        var disk = Seeded(scenario);
        var before = DiskTree.Of(disk, "/store");
        var ids = await ListAsync(disk);
        await using (var store = NewStore(disk))
        {
            foreach (var id in ids) await store.AppendAsync(id, [SessionMessage.User("appended")]);
        }

        await using var again = NewStore(disk);
        foreach (var id in ids)
        {
            var loaded = await again.LoadAsync(id);
            Assert.Equal(JsonTokens.Messages(before[$"{id}.json"]),
                loaded!.Messages.SkipLast(1).Select(message => JsonTokens.Of(message.Utf8Json.Span)));
            Assert.Equal("appended", loaded.Messages[^1].Text);
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Open_AnyDirectoryOfTheReference_ChangesNoFileOfIt(string scenario)
    {
        var disk = Seeded(scenario);
        var before = DiskTree.Of(disk, "/store");

        foreach (var id in await ListAsync(disk)) Assert.NotNull(id.Value);

        Assert.DoesNotContain(before.ChangesTo(DiskTree.Of(disk, "/store")), name => !IsOurs(name));
    }

    [Fact]
    public async Task Fixtures_are_adopted_at_all()
    {
        var count = 0;
        foreach (var scenario in Scenarios()) count += (await ListAsync(Seeded(scenario))).Count;

        Assert.InRange(count, 70, 400);
    }

    // WEAKNESSES.md, W-54: NaN and the infinities are written and break strict parsers.
    [Fact]
    public async Task W54_a_document_with_NaN_is_adopted_without_it()
    {
        var disk = new InMemoryFileSystem();
        disk.Seed("/store/s1.json", """{"session_id":"s1","estimated_cost":NaN,"messages":[{"role":"user","content":"NaN","score":-Infinity}]}""");
        var id = SessionId.Parse("s1");
        await using (var store = NewStore(disk))
        {
            await store.AppendAsync(id, [SessionMessage.User("appended")]);
            await store.CheckpointAsync();
        }

        var adopted = DiskTree.Of(disk, "/store")["s1.json"];
        Assert.True(JsonTokens.IsJson(adopted));
        Assert.Equal(JsonTokens.Of("null"u8), JsonTokens.Members(adopted)["estimated_cost"]);
        Assert.Equal(
            JsonTokens.Of("""{"role":"user","content":"NaN","score":null}"""u8), JsonTokens.Messages(adopted)[0]);
    }

    public static TheoryData<string> Scenarios() =>
        [.. Directory.EnumerateDirectories(Root).Where(path => Directory.Exists(Path.Combine(path, "sessions")))
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");

    private static FileSessionStore NewStore(InMemoryFileSystem disk) =>
        new(new() { Directory = "/store", StartupRecovery = StartupRecovery.AuditOnly }, new() { FileSystem = disk });

    private static InMemoryFileSystem Seeded(string scenario)
    {
        var disk = new InMemoryFileSystem();
        var sessions = Path.Combine(Root, scenario, "sessions");
        foreach (var file in Directory.EnumerateFiles(sessions, "*", SearchOption.AllDirectories))
        {
            disk.Seed($"/store/{Path.GetRelativePath(sessions, file).Replace('\\', '/')}", File.ReadAllBytes(file));
        }

        disk.CreateDirectory("/store");
        return disk;
    }

    private static async Task<List<SessionId>> ListAsync(InMemoryFileSystem disk)
    {
        await using var store = NewStore(disk);
        return [.. (await store.ListAsync(new() { Limit = 1000 })).Items.Where(item => item.Fault is null)
            .Select(item => item.Id)];
    }

    private static void AssertKept(byte[] before, byte[] after)
    {
        var members = JsonTokens.Members(after);
        foreach (var (name, tokens) in JsonTokens.Members(before)
            .Where(member => !Account.Contains(member.Key))) Assert.Equal((name, tokens), (name, members[name]));

        Assert.Equal(JsonTokens.Messages(before), JsonTokens.Messages(after).SkipLast(1));
    }

    // The index is nobody's: both programs make it anew from the documents.
    private static bool IsOurs(string name) => name is "store.lock" or "store.owner" or "_index.json"
        || name.StartsWith("_journal/", StringComparison.Ordinal);
}
