using System.Text;
using SessionPersistence.Testing;
using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>A directory that a store and another program have used, and that something has damaged since. The same for
/// the same seed.</summary>
internal sealed class RandomDirectory
{
    public const string Root = "/store";

    private static readonly string[] HostileNames =
        ["sp ace.json", "..json", ".hidden.json.bak", "con.json", "a:b.json", "_index.json", "_scratch.json",
            "x.json.bak.7", "UPPER.JSON", "notes.txt", "é.json", ".x.json.0123456789ab.tmp"];

    private static readonly string[] StateDbIds = ["ref0", "ref1", "ref2", "db1", "db2", "gone", "own1"];

    private static readonly Lazy<Task<(DiskTree Tree, IReadOnlyList<string> Deleted)>> Template = new(
        MakeTemplateAsync);

    private readonly Random _random;
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    private RandomDirectory(int seed) => _random = new(seed);

    public InMemoryFileSystem Disk { get; } = new();

    public IStateDb? StateDb { get; private set; }

    /// <summary>Gets what was done to it, for the message of a test that fails.</summary>
    public List<string> Damage { get; } = [];

    /// <summary>Gets the sessions that were deleted before the damage.</summary>
    public IReadOnlyList<string> Deleted { get; private set; } = [];

    public static async Task<RandomDirectory> MakeAsync(int seed)
    {
        var directory = new RandomDirectory(seed);
        var (tree, deleted) = await Template.Value;
        if (directory._random.Next(3) > 0)
        {
            directory.Deleted = deleted;
            foreach (var name in tree.Names) directory._files[name] = tree[name];
        }

        for (var i = directory._random.Next(5); i >= 0; i--) directory.AddReferenceSession($"ref{i}");
        directory.AddSystemFiles();
        directory.AddStateDb();
        for (var i = directory._random.Next(7); i > 0; i--) directory.DamageOnce();
        if (directory.Damage.Exists(IsOfDeletions)) directory.Deleted = [];
        foreach (var (name, bytes) in directory._files) directory.Disk.Seed($"{Root}/{name}", bytes);
        directory.Disk.CreateDirectory(Root);
        return directory;
    }

    // A record of a deletion that is gone as if it had never been tells nobody; one bit of it that is wrong does.
    private static bool IsOfDeletions(string damage) =>
        !damage.StartsWith("flip", StringComparison.Ordinal) && (damage.Contains(
            "_deleted.jsonl", StringComparison.Ordinal) || damage.Contains("_journal/0", StringComparison.Ordinal));

    // What a store leaves that was killed: documents, a generation, a deleted session, an open turn.
    private static async Task<(DiskTree Tree, IReadOnlyList<string> Deleted)> MakeTemplateAsync()
    {
        var disk = new InMemoryFileSystem();
        await using (var store = new FileSessionStore(
            new() { Directory = Root }, new() { FileSystem = disk, TimeProvider = new SteppedTime() }))
        {
            await store.CreateAsync(
                new() { Id = SessionId.Parse("own1"), Title = "Kyoto", Messages = [.. Texts("a", 5)] });
            var session = await store.LoadAsync(SessionId.Parse("own1"));
            await store.RewriteAsync(
                SessionId.Parse("own1"), [.. session!.Messages.Take(3)], RewriteReason.Undo, session.Revision);
            await store.CreateAsync(new() { Id = SessionId.Parse("gone"), Messages = [.. Texts("b", 2)] });
            await store.DeleteAsync(SessionId.Parse("gone"));
            await store.CheckpointAsync();
        }

        var killed = new FileSessionStore(
            new() { Directory = Root }, new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        await killed.AppendAsync(SessionId.Parse("own1"), [.. Texts("c", 2)]);
        await killed.CreateAsync(new() { Id = SessionId.Parse("own2"), Messages = [.. Texts("d", 2)] });
        var turn = await killed.BeginTurnAsync(SessionId.Parse("own2"), [SessionMessage.User("open")]);
        await turn.AppendAsync([SessionMessage.Parse("""{"role":"assistant","content":null,"reasoning":"why","tool_calls":[{"id":"call-1","function":{"name":"f","arguments":"{}"}}]}""")]);
        await killed.CreateAsync(new() { Id = SessionId.Parse("gone2") });
        await killed.DeleteAsync(SessionId.Parse("gone2"));
        var tree = DiskTree.Of(disk, Root);
        await killed.DisposeAsync();
        return (tree, ["gone", "gone2"]);
    }

    private static IEnumerable<SessionMessage> Texts(string prefix, int count) =>
        Enumerable.Range(1, count).Select(i => SessionMessage.User($"{prefix}{i}"));

    private void AddReferenceSession(string id)
    {
        var messages = Enumerable.Range(0, _random.Next(6)).Select(Message).ToList();
        if (_random.Next(6) > 0) Put($"{id}.json", Document(id, messages));
        if (_random.Next(2) == 0) Put($"{id}.json.bak", Document(id, Backup(messages)));
        if (_random.Next(2) == 0) Put($"_turn_journal/{id}~{_random.Next(1, 4)}.jsonl", Journal(id));
        if (_random.Next(3) == 0) Put($"_run_journal/{id}/stream-t-1.jsonl", Run());
    }

    private List<string> Backup(List<string> messages) => _random.Next(4) switch
    {
        0 => [.. messages, Message(90), Message(91)],
        1 => [.. messages.Take(messages.Count / 2), Message(92)],
        2 => [.. messages.SkipLast(1)],
        _ => [.. messages.Skip(1), Message(93), Message(94), Message(95)],
    };

    private string Message(int number) => _random.Next(6) switch
    {
        0 => $$"""{"role":"assistant","content":"answer {{number}}","timestamp":{{1000 + number}}.5,"reasoning":"because {{number}}"}""",
        1 => $$"""{"role":"assistant","content":"","tool_calls":[{"id":"call-{{number}}","function":{"name":"f","arguments":"{}"} }],"timestamp":{{1000 + number}}}""",
        2 => $$"""{"role":"tool","tool_call_id":"call-{{number}}","content":"{\"ok\":true}","name":"f"}""",
        3 => $$"""{"role":"user","content":[{"type":"text","text":"look {{number}}"},{"type":"image"}],"attachments":[{"name":"a.png"}]}""",
        4 => $$"""{"role":"user","content":"continue","timestamp":{{1000 + number}}}""",
        _ => $$"""{"role":"user","content":"prompt {{number}} \u00e9 \ud83d","timestamp":{{1000 + number}},"n":1.50}""",
    };

    private string Document(string id, IEnumerable<string> messages)
    {
        var pending = _random.Next(4) == 0 ? "\"active_stream_id\":\"stream-t-1\",\"pending_user_message\":\"pending\",\"pending_started_at\":1005,\"pending_attachments\":[]," : "";
        var mark = _random.Next(5) == 0 ? $"\"intentional_shrink_generation\":\"{Guid(_random)}\"," : "";
        return $$"""{"session_id":"{{id}}","title":"t-{{id}}","created_at":1000.0,"updated_at":{{1000 + _random.Next(50)}}.5,{{pending}}{{mark}}"unknown":{"big":1e400 },"messages":[{{string.Join(",\n", messages)}}],"tool_calls":[]}""";
    }

    private string Journal(string id)
    {
        var text = new StringBuilder();
        for (var turn = 1; turn <= 1 + _random.Next(3); turn++)
        {
            var content = _random.Next(3) switch { 0 => "continue", 1 => "pending", _ => $"lost {id} {turn}" };
            text.Append(RecoveryRig.Event("submitted", $"t-{turn}", 1000 + turn, content));
            if (_random.Next(2) == 0) text.Append(RecoveryRig.Event("worker_started", $"t-{turn}", 1001 + turn));
            if (_random.Next(3) == 0) text.Append(
                RecoveryRig.Event(_random.Next(2) == 0 ? "completed" : "interrupted", $"t-{turn}", 1002 + turn));
        }

        return text.ToString();
    }

    private string Run() => string.Concat(Enumerable.Range(1, _random.Next(1, 6)).OrderBy(_ => _random.Next())
        .Select(n => $$$"""{"seq":{{{n}}},"event":"token","payload":{"text":"w{{{n}}} "}}""" + "\n"));

    private void AddSystemFiles()
    {
        if (_random.Next(3) == 0)
            Put("_index.json", """[{"session_id":"ref0"},{"session_id":"nobody"},{"session_id":"../x"},5]""");
        if (_random.Next(4) == 0) Put("_deleted_webui_sessions.json", """{"version":1,"ids":["ref1","db2"]}""");
        if (_random.Next(4) == 0) Put("ref0.json.recover.tmp", "half");
    }

    private void AddStateDb()
    {
        if (_random.Next(2) == 0) return;

        var fake = new FakeStateDb();
        if (_random.Next(6) == 0)
            fake.State = new(Pick<StateDbCondition>(Enum.GetValues<StateDbCondition>()), "Said so.");
        foreach (var id in StateDbIds.Where(_ => _random.Next(2) == 0))
            fake.With(id, [.. Enumerable.Range(0, _random.Next(4)).Select(i => $"db {id} {i}")]);
        if (_random.Next(3) == 0) fake.With("../evil", "evil");
        StateDb = fake;
    }

    private void DamageOnce()
    {
        if (_files.Count == 0) return;

        var name = Pick(_files.Keys.ToList());
        var bytes = _files[name];
        switch (_random.Next(10))
        {
            case 0:
                Change("cut", name, bytes[.._random.Next(bytes.Length + 1)]);
                break;
            case 1 when bytes.Length > 0:
                var flipped = bytes.ToArray();
                flipped[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
                Change("flip", name, flipped);
                break;
            case 2:
                var other = Pick(_files.Keys.ToList());
                var (one, two) = (_files[name], _files[other]);
                Change($"swap with {other}", name, two);
                _files[other] = one;
                break;
            case 3:
                Damage.Add($"delete {name}");
                _files.Remove(name);
                break;
            case 4:
                Change($"copy of {name}", Pick(
                    ["copy.json", "copy.json.bak", "own1.json", "ref0.json", "ref1.json.bak", "gone.json"]), bytes);
                break;
            case 5:
                Change($"copy of {name}", Pick(HostileNames), bytes);
                break;
            case 6:
                Change("empty", name, []);
                break;
            case 7:
                Change("garbage at the end", name, [.. bytes,
                    .. Encoding.UTF8.GetBytes(Pick(["}", "\0\0\0", "{\"event\":\"submitted\"", "\n\n[1]\n"]))]);
                break;
            case 8:
                Change("other JSON", name,
                    Encoding.UTF8.GetBytes(Pick(["[]", "5", "{}", "null", """{"session_id":"x","messages":null}""",
                        """{"session_id":"x","messages":5}""", """{"messages":[]}"""])));
                break;
            default:
                Change("zeros", name, Zeroed(bytes));
                break;
        }
    }

    private byte[] Zeroed(byte[] bytes)
    {
        var start = _random.Next(bytes.Length + 1);
        var zeroed = bytes.ToArray();
        zeroed.AsSpan(start, Math.Min(_random.Next(512), bytes.Length - start)).Clear();
        return zeroed;
    }

    private void Change(string what, string name, byte[] bytes)
    {
        Damage.Add($"{what}: {name}");
        _files[name] = bytes;
    }

    private void Put(string name, string content) => _files[name] = Encoding.UTF8.GetBytes(content);

    private T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private static string Guid(Random random)
    {
        var digits = Convert.ToHexStringLower(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray())
            .ToCharArray();
        (digits[12], digits[16]) = ('4', '8');
        return new(digits);
    }
}
