using System.Text.Json;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

public sealed class BackupsCommandTests : IDisposable
{
    private static readonly SessionId _id = SessionId.Parse("s");
    private readonly TempFolder _folder = TempFolder.ForCaller();

    [Fact]
    public async Task A_session_that_lost_nothing_has_no_backups()
    {
        await MakeAsync(undo: false);

        var list = Run("backups", "list", "s");
        var restore = Run("backups", "restore", "s");

        Assert.Equal((0, "No backups."), (list.ExitCode, list.Output.Trim()));
        Assert.Equal(3, restore.ExitCode);
        Assert.Contains("Session 's' has no backup", restore.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_what_was_kept_and_why()
    {
        await MakeAsync(undo: true);

        var text = Run("backups", "list", "s");
        using var json = JsonDocument.Parse(Run("backups", "list", "s", "--format", "json").Output);

        Assert.Equal(0, text.ExitCode);
        Assert.Matches(@"(?m)^ *0 +3 +1 +\d+ +\S+ \S+ +undo\r?$", text.Output);
        var generation = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("s.json.bak", 3),
            (generation.GetProperty("path").GetString(), generation.GetProperty("message_count").GetInt32()));
    }

    [Fact]
    public async Task Restore_brings_back_what_the_session_was_and_keeps_what_it_is()
    {
        await MakeAsync(undo: true);

        var restore = Run("backups", "restore", "s");

        Assert.Equal(0, restore.ExitCode);
        Assert.StartsWith(
            "Session s is what s.json.bak holds, 3 messages, at revision ", restore.Output, StringComparison.Ordinal);
        Assert.Equal(["one", "two", "three"], Texts());
        Assert.Equal(2, Run("backups", "list", "s").Output.Trim().Split('\n').Length - 1);
    }

    [Fact]
    public async Task Restore_takes_the_generation_that_it_is_told()
    {
        await MakeAsync(undo: true);
        Run("backups", "restore", "s");

        var restore = Run("backups", "restore", "s", "--generation", "1");
        var missing = Run("backups", "restore", "s", "--generation", "7");

        Assert.Equal(0, restore.ExitCode);
        Assert.Equal(["one"], Texts());
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("has no backup 7", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_lists_backups_when_asked()
    {
        await MakeAsync(undo: true);

        var text = Run("show", "s", "--backups");
        using var json = JsonDocument.Parse(Run("show", "s", "--backups", "--format", "json").Output);

        Assert.Matches(@"(?m)^Backups\r?\n *GENERATION", text.Output);
        Assert.Single(json.RootElement.GetProperty("backups").EnumerateArray());
        Assert.False(json.RootElement.TryGetProperty("journal", out _));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("restore")]
    public void A_missing_directory_could_not_run_and_is_not_made(string command)
    {
        var missing = _folder.PathOf("missing");

        var run = CliRun.Of("backups", command, "s", "--session-dir", missing);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("missing", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    [Theory]
    [InlineData]
    [InlineData("list")]
    [InlineData("list", "../evil")]
    [InlineData("restore", "s", "--generation", "x")]
    [InlineData("forget", "s")]
    public void Wrong_usage_could_not_run(params string[] command) =>
        Assert.Equal(3, Run(["backups", .. command]).ExitCode);

    public void Dispose() => _folder.Dispose();

    private async Task MakeAsync(bool undo)
    {
        await using var store = new FileSessionStore(new() { Directory = _folder.Root });
        var session = await store.CreateAsync(new()
        {
            Id = _id,
            Messages = [SessionMessage.User("one"), SessionMessage.Assistant("two"), SessionMessage.User("three")],
        });
        if (undo) await store.RewriteAsync(_id, [session.Messages[0]], RewriteReason.Undo, session.Metadata.Revision);
    }

    private CliRun Run(params string[] command) => CliRun.Of([.. command, "--session-dir", _folder.Root]);

    private string[] Texts()
    {
        using var json = JsonDocument.Parse(Run("show", "s", "--format", "json").Output);
        return [.. json.RootElement.GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("content").GetString()!)];
    }
}
