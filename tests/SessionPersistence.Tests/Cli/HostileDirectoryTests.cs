using System.Diagnostics;
using System.Text;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

/// <summary>Directories in which nothing is what it should be: every command answers, or says in a sentence why it
/// cannot.</summary>
public sealed class HostileDirectoryTests : IDisposable
{
    private static readonly Dictionary<string, Action<string>> _hostilities = new()
    {
        ["a file for the journal"] = root => File.WriteAllText(Path.Combine(root, "_journal"), "text"),
        ["a file for the quarantine"] = root => File.WriteAllText(Path.Combine(root, "_quarantine"), "text"),
        ["a directory for the lock"] = root => Directory.CreateDirectory(Path.Combine(root, "store.lock")),
        ["a directory for the index"] = root => Directory.CreateDirectory(Path.Combine(root, "_index.json", "x")),
        ["a directory for the ledger"] = root => Directory.CreateDirectory(Path.Combine(root, "_deleted.jsonl")),
        ["a directory for a session"] = root => Directory.CreateDirectory(Path.Combine(root, "s.json")),
        ["a directory for a backup"] = root => Directory.CreateDirectory(Path.Combine(root, "s.json.bak")),
        ["rubbish for everything"] = root =>
        {
            foreach (var name in new[] { "s.json", "s.json.bak", "_index.json", "_deleted.jsonl",
                "_deleted_webui_sessions.json", "store.owner" })
            {
                File.WriteAllBytes(
                    Path.Combine(root, name), [.. Enumerable.Range(0, 4_096).Select(i => (byte)(i * 31))]);
            }
        },
        ["a session as deep as it is long"] = root => File.WriteAllText(
            Path.Combine(root, "s.json"),
            $$"""{"session_id":"s","messages":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}"""),
        ["texts that command a terminal"] = root => File.WriteAllText(
            Path.Combine(root, "s.json"),
            """{"session_id":"\u001b]0;x\u0007","title":"\u001b[2J\u009b1m\u202e","model":"\u0007","messages":[{"role":"\u001b[1m","content":"\u009b31m\u0000"}]}"""),
        ["another program's journal that is none"] = root =>
        {
            Directory.CreateDirectory(Path.Combine(root, "_turn_journal", "s.jsonl"));
            File.WriteAllText(Path.Combine(root, "_run_journal"), "text");
        },
        ["a shard that is rubbish"] = root =>
        {
            Directory.CreateDirectory(Path.Combine(root, "_journal"));
            File.WriteAllBytes(Path.Combine(root, "_journal", "00000001-0123456789abcdef.jsonl"),
                Encoding.UTF8.GetBytes(new string('\u009b', 5_000)));
        },
    };

    private static readonly string[][] _commands =
    [
        ["audit"], ["audit", "--deep"], ["audit", "--format", "json"], ["audit", "--format", "hermes-json"],
        ["repair", "--dry-run"],
        ["list"], ["list", "--format", "json"], ["show", "s", "--journal", "--backups"],
        ["show", "s", "--journal", "--backups", "--format", "json"],
        ["backups", "list", "s"],
    ];

    private readonly TempFolder _folder = TempFolder.ForCaller();

    public static TheoryData<string> Hostilities() => [.. _hostilities.Keys];

    [Theory]
    [MemberData(nameof(Hostilities))]
    public void Commands_that_look_answer_or_say_why_not_and_write_nothing(string hostility)
    {
        _hostilities[hostility](_folder.Root);
        var before = DirectorySnapshot.Of(_folder.Root);

        foreach (var command in _commands) AssertAnswered(Run(command));

        Assert.Equal(before, DirectorySnapshot.Of(_folder.Root));
    }

    [Theory]
    [MemberData(nameof(Hostilities))]
    public void Repair_answers_or_says_why_not(string hostility)
    {
        _hostilities[hostility](_folder.Root);

        AssertAnswered(Run("repair", "--merge", "--salvage"));
        AssertAnswered(Run("repair", "--format", "hermes-json"));
    }

    [UnixFact]
    public void Pipes_and_links_are_not_followed()
    {
        using (var process = Process.Start("mkfifo", [_folder.PathOf("s.json")])) process.WaitForExit();
        File.CreateSymbolicLink(_folder.PathOf("loop.json"), "loop.json");
        File.CreateSymbolicLink(_folder.PathOf("outside.json"), "/etc/hostname");
        File.CreateSymbolicLink(_folder.PathOf("zero.json.bak"), "/dev/zero");

        foreach (var command in _commands.Append(["repair"])) AssertAnswered(Run(command));

        Assert.Equal("/etc/hostname", new FileInfo(_folder.PathOf("outside.json")).LinkTarget);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u001b[2J")]
    [InlineData("/dev/null")]
    public void A_name_that_is_no_directory_could_not_run(string directory)
    {
        foreach (var command in _commands.Append(["repair"]))
        {
            var run = CliRun.Of([.. command, "--session-dir", directory]);

            Assert.Equal(3, run.ExitCode);
            AssertAnswered(run);
        }
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Run(params string[] command) => CliRun.Of([.. command, "--session-dir", _folder.Root]);

    private static void AssertAnswered(CliRun run)
    {
        Assert.InRange(run.ExitCode, 0, 3);
        Assert.NotEmpty(run.ExitCode == 3 ? run.Error : run.Output);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.All(run.Output + run.Error,
            character => Assert.False(char.IsControl(character) && character is not ('\n' or '\r' or '\t')));
    }
}
