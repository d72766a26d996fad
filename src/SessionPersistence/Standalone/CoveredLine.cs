using System.Buffers;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Standalone;

/// <summary>Says that the host's own document of a session is durable up to a revision. Nobody waits for it: without it
/// records are kept longer.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="revision">The revision.</param>
/// <param name="settled">Up to which contested revision the host has taken all in by that; 0 for none.</param>
/// <param name="createdAt">When the host said so.</param>
internal sealed class CoveredLine(SessionId sessionId, long revision, long settled, DateTimeOffset createdAt)
    : JournalLine
{
    public override SessionId SessionId => sessionId;

    public override int Size => 160 + sessionId.Value.Length;

    public override bool IsOfCaller => false;

    public override bool MayUseReserve => false;

    public override string History => sessionId.Value;

    public override bool IsWrite => false;

    public override bool IsLossTold => false;

    /// <summary>Reads one.</summary>
    /// <param name="content">A verified line, without its seal and closing brace.</param>
    public static (SessionId SessionId, long Revision, long Settled)? Read(ReadOnlySpan<byte> content)
    {
        var sessionId = default(SessionId);
        long? revision = null;
        long settled = 0;
        var isCovered = false;
        var members = new JsonMembers(content);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual("event"u8)) isCovered = members.Value.SequenceEqual("\"covered\""u8);
            else if (members.Name.SequenceEqual("session_id"u8))
                _ = SessionId.TryParse(JsonValue.AsString(members.Value), out sessionId);
            else if (members.Name.SequenceEqual("covered"u8)) revision = JsonValue.AsInteger(members.Value);
            else if (members.Name.SequenceEqual("settled"u8)) settled = JsonValue.AsInteger(members.Value) ?? 0;
        }

        return isCovered && sessionId != default && revision is { } covered ? (sessionId, covered, settled) : null;
    }

    public override void Write(ByteBuffer buffer, long number, long flushedNumber, uint seed)
    {
        var lineStart = buffer.Length;
        JsonText.WriteNumber(buffer, "{\"version\":1,\"n\":"u8, number);
        JsonText.WriteNumber(buffer, ",\"f\":"u8, flushedNumber);
        buffer.Write(",\"created_at\":"u8);
        JsonValue.WriteInstant(buffer, createdAt);
        buffer.Write(",\"event\":\"covered\",\"session_id\":"u8);
        JsonText.WriteQuoted(buffer, sessionId.Value);
        JsonText.WriteNumber(buffer, ",\"covered\":"u8, revision);
        if (settled > 0) JsonText.WriteNumber(buffer, ",\"settled\":"u8, settled);
        SealedLine.Seal(buffer, buffer.Written[lineStart..], seed);
    }

    public override void Flushed(ShardName shard)
    {
    }

    public override void Refused()
    {
    }
}
