using System.Text;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hermes;

/// <summary>A session directory in memory that holds turn journals of another program.</summary>
internal sealed class JournalFolder
{
    public const string Path = "/store/_turn_journal";

    public static SessionId Id { get; } = SessionId.Parse("s1");

    public InMemoryFileSystem Disk { get; } = new();

    public byte[] this[string shard]
    {
        set => Disk.Seed($"{Path}/{shard}", value);
    }

    public static HermesJournalContent ReadShard(ReadOnlySpan<byte> bytes) =>
        new JournalFolder { ["s1~1.jsonl"] = bytes.ToArray() }.Read();

    public static HermesJournalContent ReadShard(string text) => ReadShard(Encoding.UTF8.GetBytes(text));

    /// <summary>Folds one shard of one turn. Each event is given by its name, and after a comma its other
    /// members.</summary>
    public static HermesTurn TurnOf(params string[] events) =>
        Assert.Single(HermesTurns.Fold(ReadShard(string.Join('\n', events.Select(Event))).Events));

    public HermesTurnJournal List() => HermesTurnJournal.List(new StoreDirectory(Disk, "/store"));

    public HermesJournalContent Read() => List().Read(Id);

    private static string Event(string text)
    {
        var parts = text.Split(',', 2);
        return $$"""{"turn_id":"t-1","event":"{{parts[0]}}"{{(parts.Length > 1 ? "," + parts[1] : "")}}}""";
    }
}
