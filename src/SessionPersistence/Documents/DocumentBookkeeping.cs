using System.Collections.Immutable;

namespace SessionPersistence.Documents;

/// <summary>What the store keeps account of in a document's head, as far as it is there.</summary>
internal sealed class DocumentBookkeeping
{
    private DocumentBookkeeping(MemberList members)
    {
        Format = JsonValue.AsInteger(Raw("format"));
        Life = JsonValue.AsString(Raw("life")) is { } life && SessionHead.IsLife(life) ? life : null;
        Revision = JsonValue.AsInteger(Raw("revision"));
        MessageCount = JsonValue.AsInteger(Raw("message_count")) is { } count and >= 0 and <= int.MaxValue
            ? (int)count
            : null;
        OpenTurn = OpenTurnHead.Read(Raw("open_turn"));
        RecentTurns = ReadTurns(Raw("recent_turns"));
        RecentWrites = MessageRun.ReadAll(Raw("recent_writes"));
        Generation = GenerationStamp.Read(Raw(GenerationStamp.MemberName));

        ReadOnlySpan<byte> Raw(string name) => members.Find(name) is { } value ? value.Span : default;
    }

    public long? Format { get; }

    public string? Life { get; }

    public long? Revision { get; }

    public int? MessageCount { get; }

    public OpenTurnHead? OpenTurn { get; }

    public ImmutableArray<EndedTurn> RecentTurns { get; }

    public ImmutableArray<MessageRun> RecentWrites { get; }

    public GenerationStamp? Generation { get; }

    /// <summary>Gets whether a document of ours would say all this.</summary>
    public bool IsOwn =>
        Life is not null && Format == DocumentWriter.Format && Revision >= 1 && MessageCount is not null;

    /// <summary>Gets whether a newer version of this library wrote the document.</summary>
    public bool IsNewer => Life is not null && Format > DocumentWriter.Format;

    public static DocumentBookkeeping Of(MemberList members) => new(members);

    private static ImmutableArray<EndedTurn> ReadTurns(ReadOnlySpan<byte> json)
    {
        var turns = ImmutableArray.CreateBuilder<EndedTurn>();
        var items = new JsonItems(json);
        while (items.MoveNext())
        {
            if (EndedTurn.Read(items.Current) is { } turn) turns.Add(turn);
        }

        return turns.Count <= SessionHead.MaxRecentTurns
            ? turns.ToImmutable()
            : [.. turns.Skip(turns.Count - SessionHead.MaxRecentTurns)];
    }
}
