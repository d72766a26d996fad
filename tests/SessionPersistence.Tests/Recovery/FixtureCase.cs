using System.Text.Json.Nodes;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>A recorded session directory, and what the reference answered for it.</summary>
internal sealed class FixtureCase : IDisposable
{
    private const string Root = "/store";
    private readonly TempFolder _folder = TempFolder.ForCaller();
    private readonly string _path;
    private readonly InMemoryFileSystem _disk = new();

    public FixtureCase(string name)
    {
        _path = Path.Combine(Fixtures, name);
        var sessions = Path.Combine(_path, "sessions");
        foreach (var file in Directory.EnumerateFiles(sessions, "*", SearchOption.AllDirectories))
        {
            _disk.Seed($"{Root}/{Path.GetRelativePath(sessions, file).Replace('\\', '/')}", File.ReadAllBytes(file));
        }

        foreach (var directory in Directory.EnumerateDirectories(sessions))
            _disk.CreateDirectory($"{Root}/{Path.GetFileName(directory)}");
        _disk.CreateDirectory(Root);
        if (!File.Exists(Path.Combine(_path, "state.db"))) return;

        StateDbPath = _folder.PathOf("state.db");
        File.Copy(Path.Combine(_path, "state.db"), StateDbPath);
    }

    // Not the copies beside the assembly: of two names that differ only in case, a build copies one.
    public static string Fixtures { get; } = Path.Combine(
        Repository.Root, "tests", "SessionPersistence.Tests", "Fixtures", "hermes");

    public string? StateDbPath { get; }

    public RecoveryScanner Scanner => new(
        new() { Directory = Root, LockTimeout = TimeSpan.Zero },
        new() { FileSystem = _disk, TimeProvider = new SteppedTime() },
        StateDbPath is { } path ? new SqliteStateDb(path) : null);

    /// <summary>Gets whether the reference did not lose data or stop on the directory, so that its answers
    /// count.</summary>
    public bool IsLiteral => !IsTrue(Json("meta.json")["reference_defect"])
        && Json("expected.audit.json")["error"] is null && Json("expected.repair.json")["error"] is null;

    public IReadOnlyList<HermesItem> ExpectedItems =>
        [.. Json("expected.audit.json")["items"]!.AsArray().Select(item => HermesItem.Of(item!))];

    public static TheoryData<string> Names() => [.. Directory.EnumerateDirectories(Fixtures)
        .Where(path => File.Exists(Path.Combine(path, "meta.json")))
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public FixtureTree Tree() => FixtureTree.Of(DiskTree.Of(_disk, Root)).Read();

    /// <summary>Returns what the directory was after the repair of the reference.</summary>
    public FixtureTree Wanted(FixtureTree before)
    {
        var wanted = new FixtureTree();
        var after = Path.Combine(_path, "after");
        foreach (var row in JsonNode.Parse(File.ReadAllText(Path.Combine(after, "tree.json")))!["files"]!.AsArray())
        {
            var name = (string)row!["path"]!;
            if (!name.StartsWith("sessions/", StringComparison.Ordinal)) continue;

            var bytes = (string?)row["state"] == "same" ? before.Files.GetValueOrDefault(Short(name), [])
                : row["equals_before"] is { } equal ? before.Files[Short((string)equal!)]
                : File.ReadAllBytes(Path.Combine(after, "files", name));
            wanted.Put(Short(name), bytes);
        }

        return wanted.Read();
    }

    public void Dispose() => _folder.Dispose();

    private static string Short(string name) => name["sessions/".Length..];

    private static bool IsTrue(JsonNode? node) => node is not null
        && node.GetValueKind() is not (System.Text.Json.JsonValueKind.False or System.Text.Json.JsonValueKind.Null);

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(_path, name)))!;
}
