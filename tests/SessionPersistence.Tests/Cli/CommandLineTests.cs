using System.Text.Json;
using SessionPersistence.Cli;

namespace SessionPersistence.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cli-").FullName;

    [Theory]
    [InlineData]
    [InlineData("lst")]
    [InlineData("list")]
    [InlineData("show", "--session-dir", ".")]
    [InlineData("list", "--session-dir", ".", "--format", "xml")]
    [InlineData("list", "--session-dir", ".", "--verbose")]
    [InlineData("list", "--session-dir", "")]
    [InlineData("audit", "--session-dir", ".", "--state-db", "")]
    public void Wrong_usage_could_not_run(params string[] args)
    {
        var run = CliRun.Of(args);

        Assert.Equal(3, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_usage_says_where_help_is()
    {
        Assert.EndsWith("See session-persistence show --help.", CliRun.Of("show", "--session-dir", ".").Error.TrimEnd(),
            StringComparison.Ordinal);
        Assert.EndsWith("See session-persistence --help.", CliRun.Of("lst").Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_may_be_called_like_a_file_of_options()
    {
        var run = CliRun.Of("list", "--session-dir", "@missing");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("@missing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_cannot_be_written_is_none()
    {
        using var full = new FullDevice();
        using var error = new StringWriter();

        Assert.Equal(3, CommandLine.Run(["list", "--session-dir", _directory], new(full, error)));
        Assert.Equal("session-persistence: No space left on device", error.ToString().Trim());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("list", "--help")]
    [InlineData("show", "--help")]
    public void Help_is_an_answer(params string[] args)
    {
        var run = CliRun.Of(args);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show", "s")]
    public void A_missing_directory_could_not_run_and_is_not_made(params string[] command)
    {
        var missing = Path.Combine(_directory, "missing");

        var run = CliRun.Of([.. command, "--session-dir", missing]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("missing", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public void A_file_instead_of_a_directory_could_not_run()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "text");

        Assert.Equal(3, CliRun.Of("list", "--session-dir", file).ExitCode);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("con")]
    [InlineData("")]
    [InlineData("_index")]
    [InlineData("dot.")]
    [InlineData("\u001b[2J")]
    public void A_hostile_id_could_not_run(string id)
    {
        var run = CliRun.Of("show", "--session-dir", _directory, "--", id);

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("session-persistence: That is no session id. ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    [Fact]
    public void A_very_long_id_could_not_run() =>
        Assert.Equal(3, CliRun.Of("show", "--session-dir", _directory, new string('a', 10_000)).ExitCode);

    [Fact]
    public void An_unknown_session_could_not_run()
    {
        var run = CliRun.Of("show", "--session-dir", _directory, "nobody");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("There is no session 'nobody'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_directory_has_no_sessions()
    {
        var text = CliRun.Of("list", "--session-dir", _directory);
        var json = CliRun.Of("list", "--session-dir", _directory, "--format", "json");

        Assert.Equal((0, "No sessions."), (text.ExitCode, text.Output.Trim()));
        Assert.Equal((0, "[]"), (json.ExitCode, json.Output.Trim()));
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task List_shows_every_session_beside_the_live_owner()
    {
        await using var store = new FileSessionStore(new() { Directory = _directory });
        await store.CreateAsync(new() { Id = SessionId.Parse("plain"), Title = "Kyoto \u001b[31mred" });
        await store.CreateAsync(new() { Id = SessionId.Parse("kept"), Pinned = true });
        await using var turn = await store.BeginTurnAsync(SessionId.Parse("plain"), [SessionMessage.User("hello")]);

        var text = CliRun.Of("list", "--session-dir", _directory);
        using var json = JsonDocument.Parse(CliRun.Of("list", "--session-dir", _directory, "--format", "json").Output);

        Assert.Matches(@"(?m)^plain +1 +\S+ \S+ +open turn +Kyoto \\u001b\[31mred\r?$", text.Output);
        Assert.Matches(@"(?m)^kept +0 +\S+ \S+ +pinned\r?$", text.Output);
        Assert.Contains(
            json.RootElement.EnumerateArray(), s => s.GetProperty("open_turn").GetString() == turn.Id.Value);
    }

    [Fact]
    public async Task Show_prints_messages_with_their_marks_and_without_control_characters()
    {
        var id = SessionId.Parse("s");
        await using var store = new FileSessionStore(new() { Directory = _directory });
        await store.CreateAsync(new() { Id = id });
        var turn = await store.BeginTurnAsync(id, [SessionMessage.User("two\nlines\u001b[2J\u009b1m\u202e")]);
        await turn.AppendAsync(
            [SessionMessage.Parse("""{"role":"assistant","tool_calls":[{"id":"call-1"}],"n":1.50e+2}""")]);
        turn.ReportText("so far");
        await turn.InterruptAsync("cancelled");

        var text = CliRun.Of("show", "--session-dir", _directory, "s");
        var json = CliRun.Of("show", "--session-dir", _directory, "s", "--format", "json");

        Assert.Contains(
            "  two\n  lines\\u001b[2J\\u009b1m\\u202e", text.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  calls call-1", text.Output, StringComparison.Ordinal);
        Assert.Contains("answers call-1  [interrupted]", text.Output, StringComparison.Ordinal);
        Assert.Contains("[partial]", text.Output, StringComparison.Ordinal);
        Assert.Contains("[interrupted]", text.Output, StringComparison.Ordinal);
        Assert.Contains("\"n\":1.50e+2", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_prints_the_records_of_the_journal_when_asked()
    {
        var id = SessionId.Parse("s");
        await using var store = new FileSessionStore(new() { Directory = _directory });
        await store.CreateAsync(new() { Id = id });
        var turn = await store.BeginTurnAsync(id, [SessionMessage.User("hello")]);

        var text = CliRun.Of("show", "--session-dir", _directory, "s", "--journal");
        using var json = JsonDocument.Parse(
            CliRun.Of("show", "--session-dir", _directory, "s", "--journal", "--format", "json").Output);

        Assert.Matches($@"(?m)^submitted +2 +\S+ \S+ +{turn.Id} +_journal/\S+\.jsonl:\d+\r?$", text.Output);
        Assert.Equal(
            ["created", "submitted"],
            json.RootElement.GetProperty("journal").EnumerateArray()
                .Select(entry => entry.GetProperty("record").GetProperty("event").GetString()));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
