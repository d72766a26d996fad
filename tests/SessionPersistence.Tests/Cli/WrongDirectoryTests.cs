using SessionPersistence.Tests.Recovery;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

/// <summary>A directory that is not one of sessions is never called healthy, and nothing is made in it.</summary>
public sealed class WrongDirectoryTests : IDisposable
{
    private static readonly string[][] _commands =
        [["audit"], ["audit", "--format", "json"], ["repair"], ["repair", "--dry-run"], ["list"],
            ["list", "--deleted"], ["show", "s"], ["show", "s", "--journal", "--backups"],
            ["backups", "list", "s"], ["backups", "restore", "s"], ["undelete", "s"]];

    private readonly TempFolder _folder = TempFolder.ForCaller();

    public static TheoryData<string, string> Strangers() => new()
    {
        { "notes.txt", "text" },
        { "package.json", """{"name":"web","version":"1.0.0"}""" },
        { "list.json", "[1,2]" },
        { "_site/index.html", "" },
        { "s.json/deep.txt", "" },
        { "00000001-0123456789abcdef.jsonl", "{}" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Files_of_which_none_is_a_session_could_not_run_and_nothing_is_made(string name, string content)
    {
        Write(name, content);
        var before = DirectorySnapshot.Of(_folder.Root);

        foreach (var command in _commands)
        {
            var run = Run(command);

            Assert.True(run.ExitCode == 3, $"{string.Join(' ', command)}: {run.ExitCode} {run.Output}");
            Assert.NotEmpty(run.Error);
        }

        Assert.Equal(before, DirectorySnapshot.Of(_folder.Root));
    }

    [Fact]
    public void Undelete_where_nothing_is_a_session_says_that_and_not_that_the_session_was_never_deleted()
    {
        Write("notes.txt", "text");

        Assert.Contains("is a session, of this program", Run("undelete", "s").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_directory_above_names_the_one_that_is_meant()
    {
        Write("sessions/_index.json", "[]");

        Assert.Contains($"Did you mean '{_folder.PathOf("sessions")}'?", Run("audit").Error, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.Of("audit", "--session-dir", _folder.PathOf("sessions")).ExitCode);
    }

    [Theory]
    [InlineData("s.json", "{\"session_id\":\"s\",\"messages\":[]}")]
    [InlineData("s.json", "")]
    [InlineData("s.json.bak", "{\"session_id\":\"s\",\"messages\":[]}")]
    [InlineData("_index.json", "[]")]
    [InlineData("_turn_journal/s.jsonl", "")]
    [InlineData("_journal/x", "")]
    public void Files_of_which_one_is_a_session_or_belongs_to_one_are_looked_at(string name, string content)
    {
        Write("notes.txt", "text");
        Write(name, content);

        Assert.InRange(Run("audit").ExitCode, 0, 2);
        Assert.Equal(0, Run("list").ExitCode);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("hermes-json")]
    public void An_empty_directory_is_well_and_stays_empty(string format)
    {
        Write(".gitkeep", "");

        foreach (var command in new[] { "audit", "repair" })
        {
            var run = Run(command, "--format", format);

            Assert.Equal(0, run.ExitCode);
            if (format == "text") Assert.Contains("The directory is empty.", run.Output, StringComparison.Ordinal);
            else Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0, Run("list").ExitCode);
        Assert.Equal([".gitkeep"], _folder.Names());
    }

    [Fact]
    public void Repair_by_force_makes_it_a_directory_of_sessions()
    {
        Write("notes.txt", "text");

        Assert.Equal(0, Run("repair", "--force").ExitCode);

        Assert.Equal(0, Run("audit").ExitCode);
        Assert.Equal("text", File.ReadAllText(_folder.PathOf("notes.txt")));
    }

    [Fact]
    public void A_thousand_broken_files_are_a_page_for_a_person_and_all_of_them_for_a_program()
    {
        for (var i = 0; i < 500; i++)
        {
            Write($"e{i}.json", "");
            Write($"c{i}.json", RecoveryRig.Document($"c{i}", "one", "two")[..^3]);
        }

        var (audit, repair, list) = (Run("audit"), Run("repair", "--salvage"), Run("list"));

        foreach (var text in new[] { audit.Output, repair.Output, list.Error })
        {
            Assert.InRange(text.Split('\n').Length, 5, 60);
            Assert.Contains("and 497 more malformed_document like these", text, StringComparison.Ordinal);
        }

        Assert.Equal(500, Run("audit", "--format", "json").Output.Split("\"malformed_document\"").Length - 1);
    }

    [Fact]
    public async Task The_journal_of_a_session_is_shown_also_when_its_document_is_gone()
    {
        var id = SessionId.Parse("s");
        await using (var store = new FileSessionStore(new() { Directory = _folder.Root }))
        {
            await store.CreateAsync(new() { Id = id, Messages = [SessionMessage.User("first")] });
            await store.CheckpointAsync();
        }

        foreach (var shard in Directory.GetFiles(_folder.PathOf("_journal"))) File.Delete(shard);
        await using (var store = new FileSessionStore(new() { Directory = _folder.Root }))
        {
            await store.AppendAsync(id, [SessionMessage.User("tail")]);
            Directory.CreateDirectory(_folder.PathOf("killed/_journal"));
            foreach (var shard in Directory.GetFiles(_folder.PathOf("_journal")))
                File.Copy(shard, _folder.PathOf($"killed/_journal/{Path.GetFileName(shard)}"));
        }

        string[] target = ["--session-dir", _folder.PathOf("killed")];
        var (alone, text, json) = (CliRun.Of(["show", "s", .. target]), CliRun.Of(["show", "s", "--journal", .. target]),
            CliRun.Of(["show", "s", "--journal", "--format", "json", .. target]));

        Assert.Equal((3, 0, 0), (alone.ExitCode, text.ExitCode, json.ExitCode));
        Assert.Matches(@"(?m)^appended +2 ", text.Output);
        Assert.NotEmpty(text.Error);
        Assert.Contains("\"tail\"", json.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Run(params string[] command) => CliRun.Of([.. command, "--session-dir", _folder.Root]);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
        File.WriteAllText(_folder.PathOf(name), content);
    }
}
