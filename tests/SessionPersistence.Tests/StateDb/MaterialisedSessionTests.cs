using System.Text.Json.Nodes;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.StateDb;

/// <summary>A session that was made of a database is a session like any other.</summary>
public sealed class MaterialisedSessionTests
{
    private static readonly SessionId A = SessionId.Parse("a");

    private static readonly string[] OfTheWrite =
        ["revision", "message_count", "recent_turns", "updated_at", "messages", "_crc"];

    [Fact]
    public async Task It_loads_takes_a_turn_and_keeps_every_mapped_member()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.FullSchema,
            """
            INSERT INTO sessions (id, source, title, model, started_at, message_count, parent_session_id, workspace, worktree_path, worktree_branch,
              worktree_repo_root, worktree_created_at)
            VALUES ('a', 'webui', 'Kyōto', 'm-1', 1765000090.5, 2, 'parent', '/w', '/w/wt', 'feature/ü', '/w/r', 1765000088.0)
            """,
            """
            INSERT INTO messages (session_id, role, content, timestamp, tool_calls, reasoning)
            VALUES ('a', 'user', 'Find a ryokan', 1765000091.0, NULL, NULL), ('a', 'assistant', '', 1765000092.25, '[{"id": "call-1"}]', 'I search')
            """));
        var sessions = folder.PathOf("sessions");
        await foreach (var outcome in new StateDbReconciler(sessions, stateDb).ReconcileAsync())
            Assert.Equal(StateDbOutcomeKind.Materialised, outcome.Kind);
        var before = Document(sessions);

        await using (var store = new FileSessionStore(new() { Directory = sessions }))
        {
            Assert.DoesNotContain(
                (await store.OpenAsync()).Findings, finding => finding.Kind != FindingKinds.IndexMissing);
            var session = (await store.LoadAsync(A))!;
            Assert.Equal(("Kyōto", "m-1", "/w", "/w/wt", SessionId.Parse("parent")),
                (session.Metadata.Title, session.Metadata.Model, session.Metadata.Workspace,
                    session.Metadata.WorktreePath, session.Metadata.Parent));
            Assert.Equal(["call-1"], session.Messages[1].ToolCalls);
            await using var turn = await store.BeginTurnAsync(A, [SessionMessage.User("And a bath")]);
            await turn.CompleteAsync([SessionMessage.Assistant("Stay at Tawaraya.")]);
        }

        var after = Document(sessions);
        Assert.Equal(4, after["messages"]!.AsArray().Count);
        Assert.Equal(before["messages"]!.AsArray().Select(m => m!.ToJsonString()),
            after["messages"]!.AsArray().Take(2).Select(m => m!.ToJsonString()));
        Assert.Equal(Without(before), Without(after));
        Assert.True((bool)after["_recovered_from_state_db"]!);
        Assert.Equal("feature/ü", (string?)after["worktree_branch"]);
        Assert.Equal("1765000088.0", after["worktree_created_at"]!.ToJsonString());
        Assert.Equal("1765000092.25", before["updated_at"]!.ToJsonString());
    }

    // What a column does not say is null, whether it says so by NULL, by nothing or by 0; what it says stays.
    [Fact]
    public async Task Optional_columns_that_say_nothing_are_null()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.UsualSchema,
            """
            INSERT INTO sessions VALUES ('a', 'webui', '', '', '', '', '', '', '', '', '', ''),
              ('b', 'webui', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0),
              ('c', 'webui', ' ', 'm', 'yesterday', 1, 'p', ' ', '/w', 'b', '/r', '2025-12-06')
            """,
            "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('a', 'user', 'q', ''), ('b', 'user', 'q', 0), ('c', 'user', 'q', NULL)"));
        var sessions = folder.PathOf("sessions");

        await foreach (var outcome in new StateDbReconciler(sessions, stateDb).ReconcileAsync())
            Assert.Equal(StateDbOutcomeKind.Materialised, outcome.Kind);

        string[] names = ["title", "workspace", "model", "worktree_path", "worktree_branch", "worktree_repo_root",
            "worktree_created_at", "parent_session_id", "created_at", "updated_at"];
        Assert.Equal("\"Recovered WebUI Session\" \"\" \"unknown\" null null null null \"\" 0 0",
            Members(sessions, "a", names));
        Assert.Equal("\"Recovered WebUI Session\" \"\" \"unknown\" null null null null null 0 0",
            Members(sessions, "b", names));
        Assert.Equal(
            "\" \" \" \" \"m\" \"/w\" \"b\" \"/r\" \"2025-12-06\" \"p\" \"yesterday\" \"yesterday\"",
            Members(sessions, "c", names));
    }

    private static string Members(string sessions, string id, string[] names)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(sessions, $"{id}.json")))!;
        return string.Join(' ', names.Select(name => document[name]?.ToJsonString() ?? "null"));
    }

    [Fact]
    public async Task W55_An_empty_workspace_stays_empty()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With(FakeStateDb.Row("a") with { Workspace = "", Messages = 1 }, () => [SessionMessage.User("one")])
            .With("b", "one");
        await rig.RunAsync();

        await using (var store = await rig.OpenAsync())
        {
            await store.AppendAsync(A, [SessionMessage.User("two")]);
            await store.CheckpointAsync();
            Assert.Equal("", (await store.LoadMetadataAsync(A))!.Workspace);
            Assert.Equal("", (await store.LoadMetadataAsync(SessionId.Parse("b")))!.Workspace);
        }

        Assert.Equal("", (string?)JsonNode.Parse(rig.Read("a.json"))!["workspace"]);
    }

    [Theory]
    [InlineData("""{"role":"user","content":"x","timestamp":0}""", "5.5")]
    [InlineData("""{"role":"user","content":"x"}""", "5.5")]
    [InlineData("""{"role":"user","content":"x","timestamp":"soon"}""", "5.5")]
    [InlineData("""{"role":"user","content":"x","timestamp":7}""", "7")]
    public async Task It_was_updated_when_its_last_message_was_written(string last, string updatedAt)
    {
        var rig = new ReconcileRig();
        rig.StateDb.With(
            FakeStateDb.Row("a") with { StartedAt = 5.5, Messages = 1 }, () => [SessionMessage.Parse(last)]);
        await rig.RunAsync();

        var document = JsonNode.Parse(rig.Read("a.json"))!;
        Assert.Equal(
            (updatedAt, "5.5"), (document["updated_at"]!.ToJsonString(), document["created_at"]!.ToJsonString()));
    }

    [Fact]
    public async Task It_can_be_deleted_and_then_stays_deleted()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        await rig.RunAsync();
        await using (var store = await rig.OpenAsync()) Assert.True(await store.DeleteAsync(A));

        Assert.Equal(StateDbOutcomeKind.Deleted, Assert.Single(await rig.RunAsync()).Kind);
    }

    private static JsonObject Document(string sessions) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(sessions, "a.json")))!.AsObject();

    private static IEnumerable<string> Without(JsonObject document) =>
        document.Where(member => !OfTheWrite.Contains(member.Key))
            .Select(member => $"{member.Key}: {member.Value?.ToJsonString()}");
}
