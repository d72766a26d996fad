using System.Text;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>A directory in memory, what another program may have left in it, and a scanner.</summary>
internal sealed class RecoveryRig
{
    public const string Root = "/store";

    public InMemoryFileSystem Disk { get; } = new();

    public SteppedTime Time { get; } = new();

    /// <summary>Gets or sets whether session files are read whole.</summary>
    public bool Deep { get; set; }

    public RecoveryScanner Scanner =>
        new(
            new() { Directory = Root, Deep = Deep, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = Disk, TimeProvider = Time });

    /// <summary>Puts a file into the directory.</summary>
    public string this[string name]
    {
        get => Encoding.UTF8.GetString(DiskTree.Of(Disk, Root)[name]);
        set => Disk.Seed($"{Root}/{name}", value);
    }

    public IEnumerable<string> Names => DiskTree.Of(Disk, Root).Names;

    /// <summary>Makes a document of the reference with some messages.</summary>
    public static string Document(string id, params string[] texts) => DocumentWith(id, "", texts);

    /// <summary>Makes a document of the reference with more members, given as raw JSON that ends in a comma.</summary>
    public static string DocumentWith(string id, string members, params string[] texts) =>
        $$"""{"session_id":"{{id}}","title":"t-{{id}}","created_at":1.0,"updated_at":2.0,{{members}}"messages":[{{string.Join(',', texts.Select(Message))}}]}""";

    /// <summary>Makes a message: the user's, or the assistant's where the text begins with <c>a:</c>; <c>text@7</c> was
    /// said at second 7.</summary>
    public static string Message(string text)
    {
        var (said, time) = text.Split('@') is [var before, var seconds]
            ? (before, $",\"timestamp\":{seconds}")
            : (text, "");
        return said.StartsWith("a:", StringComparison.Ordinal)
            ? $$"""{"role":"assistant","content":"{{said[2..]}}"{{time}}}"""
            : $$"""{"role":"user","content":"{{said}}"{{time}}}""";
    }

    /// <summary>Makes a line of a turn journal.</summary>
    public static string Event(string name, string turn, double at, string? content = null) => content is null
        ? FormattableString.Invariant(
            $$"""{"event":"{{name}}","turn_id":"{{turn}}","stream_id":"stream-{{turn}}","created_at":{{at}}}""") + "\n"
        : FormattableString.Invariant($$"""{"event":"{{name}}","turn_id":"{{turn}}","stream_id":"stream-{{turn}}","created_at":{{at}},"content":"{{content}}"}""") + "\n";

    /// <summary>Repairs what a scan finds.</summary>
    public async Task<RepairResult> RepairAsync(RepairOptions? options = null) =>
        await Scanner.RepairAsync(await Scanner.ScanAsync(), options);

    /// <summary>Returns the texts of a session: <c>a:</c> is the assistant's, <c>~</c> partial, <c>!</c> an
    /// interruption.</summary>
    public async Task<string[]> TextsAsync(string id)
    {
        await using var store = new FileSessionStore(
            new() { Directory = Root, Access = StoreAccess.ReadOnly },
            new() { FileSystem = Disk, TimeProvider = Time });
        return [.. (await store.LoadAsync(SessionId.Parse(id)))!.Messages.Select(Text)];
    }

    private static string Text(SessionMessage message) =>
        message.ToString().Contains("\"type\":\"interrupted\"", StringComparison.Ordinal) ? "!"
        : message.ToString().Contains("\"_partial\":true", StringComparison.Ordinal) ? $"~{message.Text}"
        : message.Role == "assistant" ? $"a:{message.Text}" : message.Text;
}
