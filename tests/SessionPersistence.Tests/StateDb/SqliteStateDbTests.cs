using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.StateDb;

public sealed class SqliteStateDbTests
{
    [Fact]
    public async Task ReadSessions_EveryColumn_IsTaken()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.FullSchema,
            """
            INSERT INTO sessions (id, source, title, model, started_at, message_count, parent_session_id, workspace, worktree_path, worktree_branch,
              worktree_repo_root, worktree_created_at)
            VALUES ('a', 'webui', 'Kyōto', 'm-1', 1765000090.5, 7, 'b', '', '/w/wt', 'feature/ü', '/w', 1765000088.0)
            """,
            "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('a', 'user', 'one', 1), ('a', 'user', "
            + "'two', 2)"));

        var session = Assert.Single(await stateDb.SessionsAsync());

        Assert.Equal(new StateDbSession
        {
            Id = "a",
            Title = "Kyōto",
            Model = "m-1",
            Workspace = "",
            ParentSessionId = "b",
            WorktreePath = "/w/wt",
            WorktreeBranch = "feature/ü",
            WorktreeRepoRoot = "/w",
            WorktreeCreatedAt = 1765000088,
            StartedAt = 1765000090.5,
            ClaimedMessages = 7,
            Messages = 2,
            Faults = session.Faults,
        }, session);
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task ReadSessions_MinimalColumns_LeavesTheRestOpen()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.MinimalSchema,
            "INSERT INTO sessions VALUES ('a', 'webui'), ('b', 'cli')",
            "INSERT INTO messages VALUES ('a', 'user', 'one')"));

        var session = Assert.Single(await stateDb.SessionsAsync());

        Assert.Equal(new StateDbSession { Id = "a", Messages = 1, Faults = session.Faults }, session);
    }

    [Fact]
    public async Task ReadSessions_OfEqualTimes_KeepsTheOrderOfTheRows()
    {
        using var folder = TempFolder.ForCaller();
        var rows = Enumerable.Range(0, 2000)
            .Select(i => $"('s{i * 7919 % 2000:d4}', 'webui', {(i % 4 == 0 ? "NULL" : $"{i % 4}")})");
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.UsualSchema,
            $"INSERT INTO sessions (id, source, started_at) VALUES {string.Join(',', rows)}"));

        var ids = (await stateDb.SessionsAsync()).Select(session => session.Id);

        var expected = Enumerable.Range(0, 2000).OrderByDescending(i => i % 4).Select(i => $"s{i * 7919 % 2000:d4}");
        Assert.Equal(expected, ids);
    }

    [Fact]
    public async Task ReadSessions_OfSomeIds_ReadsThose()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.UsualSchema,
            "INSERT INTO sessions (id, source, started_at) VALUES ('a', 'webui', 1), ('b', 'webui', 2), ('c', 'webui', "
            + "3), ('d', 'cli', 4)",
            "INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', 'x'), ('a', 'user', 'y'), ('b', "
            + "'user', 'z')"));

        var sessions = await stateDb.SessionsAsync(
            SessionId.Parse("a"), SessionId.Parse("c"), SessionId.Parse("d"), SessionId.Parse("e"));

        Assert.Equal([("c", 0L), ("a", 2L)], sessions.Select(session => (session.Id, session.Messages)));
    }

    [Fact]
    public async Task ReadMessages_ManySessions_KeepsThoseOfOneTogetherAndInTheirOrder()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.UsualSchema,
            "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('b', 'user', 'b1', 9), ('a', 'user', "
            + "'a1', 5), ('b', 'user', 'b2', 1), ('c', 'user', 'c1', 1)"));

        var messages = await stateDb.MessagesAsync("b", "a", "b");

        Assert.Equal(["a1", "b1", "b2"], messages.Select(message => message.Message.Text));
        Assert.Equal(["a", "b", "b"], messages.Select(message => message.SessionId.Value));
    }

    [Fact]
    public async Task ReadMessages_WithoutIdColumn_KeepsTheOrderOfTheRows()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.MinimalSchema,
            "INSERT INTO messages VALUES ('a', 'user', 'z'), ('a', 'assistant', 'b'), ('a', 'user', 'a')"));

        Assert.Equal(["z", "b", "a"], (await stateDb.MessagesAsync("a")).Select(message => message.Message.Text));
    }

    [Theory]
    [InlineData("CREATE TABLE sessions (id TEXT, source TEXT)")]
    [InlineData("CREATE TABLE sessions (id TEXT, source TEXT); CREATE TABLE messages (session_id TEXT, role TEXT)")]
    public async Task ReadMessages_WithoutNeededColumns_FindsNone(string schema)
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(
            SomeStateDb.Make(folder.PathOf("state.db"), schema, "INSERT INTO sessions VALUES ('a', 'webui')"));

        Assert.Equal(0, Assert.Single(await stateDb.SessionsAsync()).Messages);
        Assert.Empty(await stateDb.MessagesAsync("a"));
    }

    [Fact]
    public async Task FindSessions_OfAnySource_FindsThoseWithARow()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"), "CREATE TABLE sessions (id TEXT)", "INSERT INTO sessions VALUES ('a'), ('b')"));

        var found = await stateDb.FindSessionsAsync([SessionId.Parse("b"), SessionId.Parse("c")]);

        Assert.Equal([SessionId.Parse("b")], found!);
    }

    [Fact]
    public async Task FindSessions_WhereItCannotBeTold_SaysSo()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("text.db"),
            "no database, but long enough to look like one, if one does not look at all closely");
        SomeStateDb.Make(folder.PathOf("other.db"), "CREATE TABLE other (id TEXT)");

        foreach (var name in (string[])["missing.db", "text.db", "other.db"])
        {
            Assert.Null(await new SqliteStateDb(folder.PathOf(name)).FindSessionsAsync([SessionId.Parse("a")]));
        }
    }

    [Fact]
    public async Task FindSessions_TenThousand_IsOneQuestion()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"), SomeStateDb.UsualSchema,
            "INSERT INTO sessions (id, source) VALUES ('s9999', 'webui')"));

        var found = await stateDb.FindSessionsAsync(
            [.. Enumerable.Range(0, 40_000).Select(i => SessionId.Parse($"s{i}"))]);

        Assert.Equal([SessionId.Parse("s9999")], found!);
    }
}
