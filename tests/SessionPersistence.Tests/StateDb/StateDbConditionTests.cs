using System.Diagnostics;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.StateDb;

/// <summary>What is the matter with a database is told apart, and reading it changes nothing.</summary>
public sealed class StateDbConditionTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task W37_A_readable_database_is_told() =>
        await InspectAsync(StateDbCondition.Readable, path => SomeStateDb.Make(path, SomeStateDb.UsualSchema));

    [Fact]
    public async Task W37_A_missing_database_is_told_and_not_made()
    {
        using var folder = TempFolder.ForCaller();

        Assert.Equal(
            StateDbCondition.Absent, (await new SqliteStateDb(folder.PathOf("state.db")).InspectAsync()).Condition);
        Assert.Equal(StateDbCondition.Absent,
            (await new SqliteStateDb(folder.PathOf("missing/state.db")).InspectAsync()).Condition);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public async Task W37_A_file_that_is_no_database_is_told() =>
        await InspectAsync(StateDbCondition.Corrupt, path => File.WriteAllText(path, new string('x', 5000)));

    [Fact]
    public async Task W37_A_database_that_was_cut_is_told() => await InspectAsync(StateDbCondition.Corrupt, path =>
    {
        SomeStateDb.Make(path, SomeStateDb.FullSchema);
        using var file = File.OpenWrite(path);
        file.SetLength(4096 + 512);
    });

    [Theory]
    [InlineData("")]
    [InlineData("CREATE TABLE sessions (id TEXT)")]
    [InlineData("CREATE TABLE sessions (source TEXT)")]
    [InlineData("CREATE TABLE other (id TEXT, source TEXT)")]
    public async Task W37_A_database_without_the_needed_columns_is_told(string schema) =>
        await InspectAsync(StateDbCondition.OldSchema, path => SomeStateDb.Make(path, schema, "SELECT 1"));

    [Fact]
    public async Task W37_An_empty_file_is_told() =>
        await InspectAsync(StateDbCondition.OldSchema, path => File.WriteAllBytes(path, []));

    [Fact]
    public async Task W37_A_directory_in_its_place_is_told() =>
        await InspectAsync(StateDbCondition.Corrupt, path => Directory.CreateDirectory(path));

    // SQLite would wait for somebody to write into it.
    [UnixTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task W37_A_pipe_in_its_place_is_told(bool isLinked) =>
        await InspectAsync(StateDbCondition.Corrupt, path =>
        {
            var pipe = isLinked ? path + ".pipe" : path;
            using (var process = Process.Start("mkfifo", [pipe])) process.WaitForExit();
            if (isLinked) File.CreateSymbolicLink(path, pipe);
        });

    [UnixFact]
    public async Task W37_A_link_to_nothing_is_a_missing_database() =>
        await InspectAsync(StateDbCondition.Absent, path => File.CreateSymbolicLink(path, path + ".gone"));

    [UnixFact]
    public async Task W37_A_link_to_a_database_is_followed() => await InspectAsync(StateDbCondition.Readable, path =>
        File.CreateSymbolicLink(path, SomeStateDb.Make(path + ".real", SomeStateDb.UsualSchema)));

    [Fact]
    public async Task W37_A_locked_database_is_told_and_readable_afterwards()
    {
        using var folder = TempFolder.ForCaller();
        var path = SomeStateDb.Make(folder.PathOf("state.db"), SomeStateDb.UsualSchema);
        var stateDb = new SqliteStateDb(path, AtOnce);
        using (var owner = SomeStateDb.Open(path))
        {
            SomeStateDb.Run(owner, "BEGIN EXCLUSIVE");

            Assert.Equal(StateDbCondition.Busy, (await stateDb.InspectAsync()).Condition);
            var thrown = await Assert.ThrowsAsync<StateDbUnavailableException>(() => stateDb.SessionsAsync());
            Assert.Equal(StateDbCondition.Busy, thrown.State.Condition);
        }

        Assert.Equal(StateDbCondition.Readable, (await stateDb.InspectAsync()).Condition);
    }

    [Fact]
    public async Task W37_Damage_that_shows_while_reading_is_told()
    {
        using var folder = TempFolder.ForCaller();
        var path = SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.UsualSchema,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO messages "
            + "(session_id, role, content) SELECT 'a', 'user', hex(zeroblob(200)) FROM n");
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2 & ~4095, 4096).Fill(0xA5);
        File.WriteAllBytes(path, bytes);
        var stateDb = new SqliteStateDb(path);

        Assert.Equal(StateDbCondition.Readable, (await stateDb.InspectAsync()).Condition);
        var thrown = await Assert.ThrowsAsync<StateDbUnavailableException>(() => stateDb.MessagesAsync("a"));
        Assert.Equal(StateDbCondition.Corrupt, thrown.State.Condition);
    }

    [Theory]
    [InlineData("a?mode=rwc&x.db")]
    [InlineData("a#b.db")]
    [InlineData("100%41.db")]
    [InlineData("with space;Mode=ReadWrite.db")]
    [InlineData("データ'\"é.db")]
    [InlineData("file:a.db")]
    public async Task W37_A_path_with_any_character_names_that_file(string name)
    {
        foreach (var mode in (string[])["delete", "wal"])
        {
            using var folder = TempFolder.ForCaller();
            var directory = Directory.CreateDirectory(folder.PathOf($"d {name}")).FullName;
            var path = Path.Combine(directory, name);
            SomeStateDb.Make(folder.PathOf("made.db"), $"PRAGMA journal_mode = {mode}", SomeStateDb.MinimalSchema,
                "INSERT INTO sessions VALUES ('a', 'webui')");
            File.Move(folder.PathOf("made.db"), path);

            Assert.Equal("a", Assert.Single(await new SqliteStateDb(path).SessionsAsync()).Id);
            Assert.Equal([path], Directory.GetFiles(directory));
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("wal")]
    public async Task Reading_leaves_the_directory_as_it_was(string mode)
    {
        using var folder = TempFolder.ForCaller();
        var path = SomeStateDb.Make(
            folder.PathOf("state.db"),
            $"PRAGMA journal_mode = {mode}",
            SomeStateDb.FullSchema,
            "INSERT INTO sessions (id, source, started_at) VALUES ('a', 'webui', 1)",
            "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('a', 'user', 'x', 1)");
        var before = DiskTree.Of(new PhysicalFileSystem(), folder.Root);

        await ReadAllAsync(new SqliteStateDb(path));

        Assert.Empty(before.ChangesTo(DiskTree.Of(new PhysicalFileSystem(), folder.Root)));
    }

    // SQLite makes the files of the write-ahead log beside what a link leads to.
    [UnixFact]
    public async Task Reading_through_a_link_leaves_both_directories_as_they_were()
    {
        using var folder = TempFolder.ForCaller();
        Directory.CreateDirectory(folder.PathOf("real"));
        SomeStateDb.Make(folder.PathOf("real/state.db"), "PRAGMA journal_mode = wal", SomeStateDb.UsualSchema,
            "INSERT INTO sessions (id, source) VALUES ('a', 'webui')");
        File.CreateSymbolicLink(folder.PathOf("link.db"), folder.PathOf("real/state.db"));
        var before = DiskTree.Of(new PhysicalFileSystem(), folder.PathOf("real"));

        Assert.Equal("a", Assert.Single(await new SqliteStateDb(folder.PathOf("link.db")).SessionsAsync()).Id);

        Assert.Empty(before.ChangesTo(DiskTree.Of(new PhysicalFileSystem(), folder.PathOf("real"))));
        Assert.Equal(["link.db", "real"], folder.Names());
    }

    [Fact]
    public async Task What_only_the_write_ahead_log_has_is_read_and_stays_there()
    {
        using var folder = TempFolder.ForCaller();
        Directory.CreateDirectory(folder.PathOf("copy"));
        using (var owner = SomeStateDb.Open(folder.PathOf("state.db")))
        {
            SomeStateDb.Run(owner, "PRAGMA journal_mode = wal", SomeStateDb.UsualSchema,
                "PRAGMA wal_checkpoint(TRUNCATE)", "INSERT INTO sessions (id, source) VALUES ('a', 'webui')");
            File.Copy(folder.PathOf("state.db"), folder.PathOf("copy/state.db"));
            File.Copy(folder.PathOf("state.db-wal"), folder.PathOf("copy/state.db-wal"));
        }

        var before = DiskTree.Of(new PhysicalFileSystem(), folder.PathOf("copy"));

        Assert.Equal("a", Assert.Single(await new SqliteStateDb(folder.PathOf("copy/state.db")).SessionsAsync()).Id);
        Assert.Equal(["state.db-shm"], before.ChangesTo(DiskTree.Of(new PhysicalFileSystem(), folder.PathOf("copy"))));
    }

    [Fact]
    public async Task A_database_that_its_owner_has_open_is_read_without_waiting()
    {
        using var folder = TempFolder.ForCaller();
        var path = folder.PathOf("state.db");
        using var owner = SomeStateDb.Open(path);
        SomeStateDb.Run(owner, "PRAGMA journal_mode = wal", SomeStateDb.UsualSchema,
            "INSERT INTO sessions (id, source) VALUES ('a', 'webui')");
        SomeStateDb.Run(owner, "BEGIN IMMEDIATE", "INSERT INTO sessions (id, source) VALUES ('b', 'webui')");

        Assert.Equal("a", Assert.Single(await new SqliteStateDb(path, AtOnce).SessionsAsync()).Id);
    }

    [Fact]
    public async Task A_writer_that_comes_while_an_unwatched_database_is_read_is_noticed()
    {
        using var folder = TempFolder.ForCaller();
        var path = SomeStateDb.Make(
            folder.PathOf("state.db"),
            "PRAGMA journal_mode = wal",
            SomeStateDb.UsualSchema,
            "INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', 'x'), ('b', 'user', 'y')");
        await using var messages = new SqliteStateDb(path)
            .ReadMessagesAsync([SessionId.Parse("a"), SessionId.Parse("b")]).GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync());

        SomeStateDb.Make(path, "DELETE FROM messages");

        var thrown = await Assert.ThrowsAsync<StateDbUnavailableException>(async () => await messages.MoveNextAsync());
        Assert.Equal(StateDbCondition.Busy, thrown.State.Condition);
    }

    private static async Task InspectAsync(StateDbCondition expected, Action<string> make)
    {
        using var folder = TempFolder.ForCaller();
        var path = folder.PathOf("state.db");
        make(path);
        var before = folder.Names();

        var state = await new SqliteStateDb(path).InspectAsync();

        Assert.Equal(expected, state.Condition);
        Assert.NotEmpty(state.Detail);
        Assert.Equal(before, folder.Names());
    }

    private static async Task ReadAllAsync(SqliteStateDb stateDb)
    {
        Assert.Equal(StateDbCondition.Readable, (await stateDb.InspectAsync()).Condition);
        Assert.Single((await stateDb.FindSessionsAsync([SessionId.Parse("a")]))!);
        Assert.Single(await stateDb.SessionsAsync());
        Assert.Single(await stateDb.MessagesAsync("a"));
    }
}
