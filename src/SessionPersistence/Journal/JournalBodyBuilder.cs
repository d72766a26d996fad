using System.Buffers;
using System.Globalization;
using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>Writes the body of a record. Messages are copied as they are.</summary>
internal sealed class JournalBodyBuilder
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public JournalBodyBuilder(DateTimeOffset createdAt)
    {
        _buffer.Write("\"created_at\":"u8);
        JsonValue.WriteInstant(_buffer, createdAt);
    }

    public JournalBody Build() => new(_buffer.WrittenMemory);

    public JournalBodyBuilder Turn(TurnId id) => Text("turn_id", id.Value);

    public JournalBodyBuilder Text(string name, string? value)
    {
        if (value is null) return this;

        Name(name);
        JsonText.WriteQuoted(_buffer, value);
        return this;
    }

    /// <summary>Adds a member whose value is well-formed JSON without white space.</summary>
    public JournalBodyBuilder Json(string name, ReadOnlySpan<byte> rawValue)
    {
        Name(name);
        _buffer.Write(rawValue);
        return this;
    }

    public JournalBodyBuilder Number(string name, long value)
    {
        Name(name);
        JsonText.WriteNumber(_buffer, default, value);
        return this;
    }

    public JournalBodyBuilder Instant(string name, DateTimeOffset value)
    {
        Name(name);
        JsonValue.WriteInstant(_buffer, value);
        return this;
    }

    public JournalBodyBuilder Crc(uint crc) => Text("content_crc", crc.ToString("x8", CultureInfo.InvariantCulture));

    public JournalBodyBuilder Messages(IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        _buffer.Write(",\"messages\":["u8);
        var first = true;
        foreach (var message in messages)
        {
            if (!first) _buffer.Write(","u8);
            _buffer.Write(message.Span);
            first = false;
        }

        _buffer.Write("]"u8);
        return this;
    }

    public JournalBodyBuilder Metadata(MemberList members)
    {
        if (members.Count == 0) return this;

        _buffer.Write(",\"metadata\":{"u8);
        var first = true;
        foreach (var (name, rawValue) in members)
        {
            if (!first) _buffer.Write(","u8);
            JsonText.WriteQuoted(_buffer, name);
            _buffer.Write(":"u8);
            _buffer.Write(rawValue.Span);
            first = false;
        }

        _buffer.Write("}"u8);
        return this;
    }

    private void Name(string name)
    {
        _buffer.Write(","u8);
        JsonText.WriteQuoted(_buffer, name);
        _buffer.Write(":"u8);
    }
}
