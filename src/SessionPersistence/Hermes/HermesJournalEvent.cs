using System.Globalization;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>One event of a turn journal. Of repeated members the last counts; what is of another kind than expected
/// counts as missing.</summary>
internal sealed class HermesJournalEvent
{
    private HermesJournalEvent(string shard, int lineNumber, long offset, ReadOnlyMemory<byte> raw)
    {
        Shard = shard;
        LineNumber = lineNumber;
        Offset = offset;
        Raw = raw;
    }

    /// <summary>Gets the name of the shard.</summary>
    public string Shard { get; }

    /// <summary>Gets the number of the line, from 1; two events have the same one when a line feed is lost.</summary>
    public int LineNumber { get; }

    /// <summary>Gets where it starts, in bytes from the start of the shard.</summary>
    public long Offset { get; }

    /// <summary>Gets the whole object, as it was written.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    public string? Event { get; private set; }

    /// <summary>Gets the turn, without white space around it; never blank.</summary>
    public string? TurnId { get; private set; }

    public string? StreamId { get; private set; }

    public string? Role { get; private set; }

    /// <summary>Gets epoch seconds; 0 when there are none, or no finite ones.</summary>
    public double CreatedAt { get; private set; }

    /// <summary>Gets the time as it was written; empty when it is missing.</summary>
    public ReadOnlyMemory<byte> RawCreatedAt { get; private set; }

    /// <summary>Gets the raw JSON of the content; empty when it is missing.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>Gets the raw JSON of the attachments; empty when they are missing.</summary>
    public ReadOnlyMemory<byte> Attachments { get; private set; }

    /// <summary>Gets whether it says what was submitted.</summary>
    public bool HasContent => Content.Span switch
    {
        [] => false,
        [(byte)'"', ..] text => !string.IsNullOrWhiteSpace(JsonValue.AsString(text)),
        [(byte)'[' or (byte)'{', ..] container => JsonText.Compact(container).Length > 2,
        var scalar => !scalar.SequenceEqual("null"u8) && !scalar.SequenceEqual("false"u8)
            && !scalar.SequenceEqual("0"u8),
    };

    /// <summary>Gets whether the turn ends with it. The name decides, as in the reference, which writes <c>terminal</c>
    /// and never reads it.</summary>
    public bool IsTerminal => Event is "completed" or "interrupted";

    /// <summary>Reads a well-formed object.</summary>
    public static HermesJournalEvent Of(string shard, int lineNumber, long offset, ReadOnlyMemory<byte> raw)
    {
        var result = new HermesJournalEvent(shard, lineNumber, offset, raw);
        var members = new JsonMembers(raw.Span);
        while (members.MoveNext()) result.Read(members.Name, raw[members.ValueRange]);
        return result;
    }

    private void Read(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> raw)
    {
        var value = raw.Span;
        if (name.SequenceEqual("event"u8)) Event = JsonValue.AsString(value);
        else if (name.SequenceEqual("turn_id"u8)) TurnId = Identity(value);
        else if (name.SequenceEqual("stream_id"u8)) StreamId = JsonValue.AsString(value);
        else if (name.SequenceEqual("role"u8)) Role = JsonValue.AsString(value);
        else if (name.SequenceEqual("content"u8)) Content = raw;
        else if (name.SequenceEqual("attachments"u8)) Attachments = raw;
        else if (name.SequenceEqual("created_at"u8)) (RawCreatedAt, CreatedAt) = (raw, Seconds(value));
    }

    // A number names a turn by its digits.
    private static string? Identity(ReadOnlySpan<byte> value)
    {
        var text = value is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..]
            ? Encoding.UTF8.GetString(value)
            : JsonValue.AsString(value);
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    // A time is taken as text, too.
    private static double Seconds(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'"', .., (byte)'"']) value = value[1..^1];
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds) ? seconds : 0;
    }
}
