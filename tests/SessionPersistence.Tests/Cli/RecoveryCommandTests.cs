using SessionPersistence.Tests.Recovery;
using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

public sealed class RecoveryCommandTests
{
    [Theory]
    [InlineData("clean-small", 0, 0)]
    [InlineData("shrunken-live", 1, 0)]
    [InlineData("defect-restore-drops-newer", 2, 2)]
    [InlineData("journal-pending", 1, 0)]
    public void W43_The_exit_code_says_what_is_wrong_and_after_a_repair_what_is_left(
        string scenario, int before, int after)
    {
        using var fixture = FixtureCopy.Of(scenario);

        Assert.Equal(before, fixture.Run("audit").ExitCode);
        Assert.Equal(after, fixture.Run("repair").ExitCode);
        Assert.Equal(after, fixture.Run("audit").ExitCode);
    }

    [Fact]
    public void W43_A_dry_run_says_what_would_be_done_does_nothing_and_its_exit_code_is_that_of_an_audit()
    {
        using var fixture = FixtureCopy.Of("shrunken-live");
        var before = DirectorySnapshot.Of(fixture.Root);

        var run = fixture.Run("repair", "--dry-run");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Would be repaired", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was written", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, DirectorySnapshot.Of(fixture.Root));
    }

    // What only a deep audit calls repairable was repaired by nothing.
    [Fact]
    public async Task W31_what_a_deep_audit_finds_a_deep_repair_mends()
    {
        using var folder = TempFolder.ForCaller();
        await using (var store = new FileSessionStore(new() { Directory = folder.Root }))
            await store.CreateAsync(new() { Id = SessionId.Parse("s"), Messages = [SessionMessage.User("good")] });

        var path = folder.PathOf("s.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("good", "bad!", StringComparison.Ordinal));

        Assert.Equal(1, CliRun.Of("audit", "--session-dir", folder.Root, "--deep").ExitCode);
        Assert.Equal(0, CliRun.Of("repair", "--session-dir", folder.Root, "--deep").ExitCode);
        Assert.Equal(0, CliRun.Of("audit", "--session-dir", folder.Root, "--deep").ExitCode);
    }

    // A start uses up what it finds: afterwards all looked well.
    [Fact]
    public async Task W43_Records_that_were_lost_need_a_person_and_their_shard_is_named()
    {
        using var folder = TempFolder.ForCaller();
        await using (var store = new FileSessionStore(new() { Directory = folder.Root }))
        {
            await store.CreateAsync(new() { Id = SessionId.Parse("s") });
            foreach (var text in new[] { "lost", "more" })
                await store.AppendAsync(SessionId.Parse("s"), [SessionMessage.User(text)]);

            Directory.CreateDirectory(folder.PathOf("killed"));
            Directory.CreateDirectory(folder.PathOf("killed/_journal"));
            foreach (var shard in Directory.GetFiles(folder.PathOf("_journal"), "*.jsonl"))
                File.WriteAllText(folder.PathOf($"killed/_journal/{Path.GetFileName(shard)}"),
                    File.ReadAllText(shard).Replace("\"lost\"", "\"l0st\"", StringComparison.Ordinal));
        }

        var run = CliRun.Of("repair", "--session-dir", folder.PathOf("killed"), "--format", "json");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(".jsonl.broken", run.Output, StringComparison.Ordinal);
        Assert.Contains(".jsonl.broken",
            CliRun.Of("audit", "--session-dir", folder.PathOf("killed")).Output, StringComparison.Ordinal);
    }

    // WEAKNESSES.md, W-37: of a database that is locked or damaged, the audit says that all is well.
    [Fact]
    public void W37_An_audit_says_that_a_database_cannot_be_read()
    {
        using var fixture = FixtureCopy.Of("clean-small");
        var database = Path.Combine(fixture.Root, "broken.db");
        File.WriteAllText(database, new string('x', 5000));

        var run = CliRun.Of("audit", "--session-dir", fixture.Sessions, "--state-db", database);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("state_db_unreadable", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void W37_An_audit_says_that_a_database_is_locked()
    {
        using var fixture = FixtureCopy.Of("clean-small");
        var database = SomeStateDb.Make(Path.Combine(fixture.Root, "locked.db"), SomeStateDb.UsualSchema);
        using var owner = SomeStateDb.Open(database);
        SomeStateDb.Run(owner, "BEGIN EXCLUSIVE");

        var run = CliRun.Of("audit", "--session-dir", fixture.Sessions, "--state-db", database);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("locked", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("defect-restore-drops-newer", "--merge")]
    [InlineData("salvage", "--salvage")]
    public void W43_What_a_person_asked_for_and_was_done_needs_nobody_any_more(string scenario, string option)
    {
        using var folder = TempFolder.ForCaller();
        using var fixture = FixtureCopy.Of(scenario == "salvage" ? "clean-small" : scenario);
        var sessions = scenario == "salvage" ? folder.Root : fixture.Sessions;
        if (scenario == "salvage") File.WriteAllText(folder.PathOf("a.json"), RecoveryRig.Document("a", "one", "two")[..^5]);

        Assert.Equal(2, CliRun.Of("audit", "--session-dir", sessions).ExitCode);
        Assert.Equal(0, CliRun.Of("repair", "--session-dir", sessions, option).ExitCode);
        Assert.Equal(0, CliRun.Of("audit", "--session-dir", sessions).ExitCode);
    }

    [Fact]
    public void Repair_of_a_session_that_is_not_there_says_so()
    {
        using var fixture = FixtureCopy.Of("clean-small");

        var run = fixture.Run("repair", "--session", "nosuch");

        Assert.Contains("Nothing was found of a session 'nosuch'.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("repair")]
    public void A_file_is_no_directory(string command)
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("file"), "x");

        var run = CliRun.Of(command, "--session-dir", folder.PathOf("file"), "--format", "hermes-json");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("There is no directory", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"items\":[]", run.Output, StringComparison.Ordinal);
    }

    // What is for a person names what a person can do.
    [Fact]
    public void Audit_names_the_way_to_bring_a_backup_back()
    {
        using var fixture = FixtureCopy.Of("orphan-backup-without-row");

        var run = fixture.Run("audit", "--state-db", Path.Combine(fixture.Root, "state.db"));

        Assert.Contains("session-persistence backups restore ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Repair_of_one_session_leaves_the_others_as_they_are()
    {
        using var fixture = FixtureCopy.Of("shrunken-live");
        var other = File.ReadAllBytes(Path.Combine(fixture.Sessions, "a10000000002.json"));

        var run = fixture.Run("repair", "--session", "a10000000001");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("a10000000001", run.Output, StringComparison.Ordinal);
        Assert.Equal(other, File.ReadAllBytes(Path.Combine(fixture.Sessions, "a10000000002.json")));
    }

    [Theory]
    [InlineData("repair", "--session", "../evil")]
    [InlineData("repair", "--session")]
    [InlineData("repair", "--session", "s", "--session", "con")]
    [InlineData("audit", "--merge")]
    [InlineData("list", "--deep")]
    [InlineData("audit", "--format", "yaml")]
    public void Wrong_usage_could_not_run(params string[] command)
    {
        using var fixture = FixtureCopy.Of("clean-small");
        var before = DirectorySnapshot.Of(fixture.Root);

        var run = CliRun.Of([command[0], "--session-dir", fixture.Sessions, .. command[1..]]);

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("session-persistence: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal(before, DirectorySnapshot.Of(fixture.Root));
    }

    [Fact]
    public async Task Repair_says_who_has_the_directory_open()
    {
        using var folder = TempFolder.ForCaller();
        await using var store = new FileSessionStore(new() { Directory = folder.Root });
        await store.CreateAsync(new() { Id = SessionId.Parse("s") });

        var run = CliRun.Of("repair", "--session-dir", folder.Root);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(
            $"process {Environment.ProcessId} on {Environment.MachineName}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_runs_beside_a_live_owner_and_finds_nothing_wrong_with_an_open_turn()
    {
        using var folder = TempFolder.ForCaller();
        await using var store = new FileSessionStore(new() { Directory = folder.Root });
        await store.CreateAsync(new() { Id = SessionId.Parse("s") });
        await using var turn = await store.BeginTurnAsync(SessionId.Parse("s"), [SessionMessage.User("hello")]);

        var run = CliRun.Of("audit", "--session-dir", folder.Root);

        Assert.Equal((0, "0 session files. Nothing has to be repaired."), (run.ExitCode, run.Output.Trim()));
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("repair")]
    public void A_file_instead_of_a_directory_could_not_run(string command)
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("file"), "text");

        var run = CliRun.Of(command, "--session-dir", folder.PathOf("file"));

        Assert.Equal(3, run.ExitCode);
        Assert.Single(run.Error.Trim().Split('\n'));
    }
}
