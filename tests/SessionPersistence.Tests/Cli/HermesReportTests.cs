using System.Text.Json;
using SessionPersistence.Tests.Recovery;
using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

/// <summary>What <c>hermes-json</c> says of directories that no recorded scenario holds, as the other program would say
/// it.</summary>
public sealed class HermesReportTests : IDisposable
{
    private static readonly string[] _told =
        ["session_id", "kind", "category", "recommendation", "live_messages", "bak_messages"];

    private readonly TempFolder _folder = TempFolder.ForCaller();

    public HermesReportTests() => Directory.CreateDirectory(Sessions);

    private string Sessions => _folder.PathOf("sessions");

    [Fact]
    public void A_directory_named_like_a_backup_is_a_backup_that_cannot_be_read()
    {
        Directory.CreateDirectory(Path.Combine(Sessions, "gone.json.bak"));
        Directory.CreateDirectory(Path.Combine(Sessions, "there.json.bak"));
        Write("there.json", RecoveryRig.Document("there", "one"));
        Directory.CreateDirectory(Path.Combine(Sessions, "_own.json.bak"));

        var audit = Audit();

        Assert.Equal(
            ["gone malformed_orphan_backup unsafe_to_repair manual_review -1 -1", "there malformed_backup ok none 1 -1"],
            Items(audit).Order(StringComparer.Ordinal));
        Assert.Equal(Items(audit), Items(Repair().GetProperty("after")));
        Assert.Equal(["gone.json.bak", "there.json.bak"],
            Directory.GetDirectories(Sessions, "*.bak").Select(Path.GetFileName).Where(name => name![0] != '_').Order());
    }

    [Fact]
    public void A_directory_named_like_a_session_counts_as_one_and_hides_no_backup()
    {
        foreach (var name in new[] { "held", "listed", "alone", "_own" })
            Directory.CreateDirectory(Path.Combine(Sessions, $"{name}.json"));
        Write("held.json.bak", RecoveryRig.Document("held", "one", "two"));
        Write("_index.json", """[{"session_id":"listed"},{"session_id":"held"},{"session_id":"alone"}]""");

        var audit = Audit();

        Assert.Equal(["held shrunken_live unsafe_to_repair manual_review -1 2"],
            Items(audit).Where(item => !item.Contains(" ok ", StringComparison.Ordinal)));
        Assert.Equal(3, audit.GetProperty("summary").GetProperty("ok").GetInt32());
        Assert.Equal(3, Repair().GetProperty("backup_repair").GetProperty("scanned").GetInt32());

        Directory.Delete(Path.Combine(Sessions, "held.json"));
        var repair = Repair();
        Assert.Equal(1, repair.GetProperty("backup_repair").GetProperty("restored").GetInt32());
        Assert.True(repair.GetProperty("clean").GetBoolean());
    }

    // Of a file that no repair makes readable, nothing says that an index would list it.
    [Fact]
    public void A_damaged_file_that_a_repair_restores_is_missing_in_the_index_until_then()
    {
        Write("cut.json", RecoveryRig.Document("cut", "one", "two")[..70]);
        Write("cut.json.bak", RecoveryRig.Document("cut", "one", "two"));
        Write("null.json", """{"session_id":"null","messages":null}""");
        Write("null.json.bak", RecoveryRig.Document("null", "one"));
        Write("waited.json", "");
        Write("_turn_journal/waited.jsonl", RecoveryRig.Event("submitted", "t1", 5, "prompt"));
        Write("lost.json", "{");
        Write("_index.json", "[]");

        var missing = Items(Audit()).Where(item => item.Contains("index_missing_entry", StringComparison.Ordinal));

        Assert.Equal(
            ["cut", "null", "waited"], missing.Select(item => item.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(missing, item => Assert.EndsWith("repairable rebuild_index -1 -1", item, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Items(Repair().GetProperty("after")), item => item.Contains(" repairable ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_session_that_was_written_from_the_database_tells_how_many_messages_it_has()
    {
        MakeStateDb("('a'), ('b')", "('a', 'one'), ('a', 'two'), ('b', 'three')");
        Write("b.json", "");

        var made = Repair().GetProperty("sidecar_repair");

        Assert.Equal(["a 2", "b 1"], made.GetProperty("details").EnumerateArray()
            .Select(detail => $"{detail.GetProperty("session_id")} {detail.GetProperty("messages")}")
            .Order(StringComparer.Ordinal));
        Assert.Equal(2, made.GetProperty("materialized").GetInt32());
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Items(JsonElement audit) => [.. audit.GetProperty("items").EnumerateArray().Select(
        item => string.Join(' ', _told.Select(name => item.GetProperty(name).ToString())))];

    private void MakeStateDb(string ids, string messages) => SomeStateDb.Make(
        _folder.PathOf("state.db"),
        "CREATE TABLE sessions (id TEXT, source TEXT DEFAULT 'webui')",
        "CREATE TABLE messages (session_id TEXT, content TEXT, role TEXT DEFAULT 'user')",
        $"INSERT INTO sessions (id) VALUES {ids}",
        $"INSERT INTO messages (session_id, content) VALUES {messages}");

    private void Write(string name, string content)
    {
        var path = Path.Combine(Sessions, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private JsonElement Audit() => Run("audit");

    private JsonElement Repair() => Run("repair");

    private JsonElement Run(string command)
    {
        string[] stateDb = File.Exists(_folder.PathOf("state.db")) ? ["--state-db", _folder.PathOf("state.db")] : [];
        var run = CliRun.Of([command, "--session-dir", Sessions, .. stateDb, "--format", "hermes-json"]);
        using var report = JsonDocument.Parse(run.Output);
        return report.RootElement.Clone();
    }
}
