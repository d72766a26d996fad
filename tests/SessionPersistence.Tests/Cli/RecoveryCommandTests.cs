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
    [InlineData("repair", "--deep")]
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
