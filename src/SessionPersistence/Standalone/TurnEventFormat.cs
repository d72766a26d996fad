using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using SessionPersistence.Documents;

namespace SessionPersistence.Standalone;

/// <summary>How an event is written as the members of a record, and read back: the reference's names, every text and
/// value token for token.</summary>
/// <remarks>Not the platform's writer: it escapes every emoji and puts U+FFFD for a lone surrogate, so that what is
/// read would not be what was said.</remarks>
internal static class TurnEventFormat
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "version", "n", "f", "crc", "revision", "event", "session_id", "life", "turn_id", "stream_id", "created_at",
        "role", "content", "attachments", "workspace",
        "model", "model_provider", "reason", "assistant_message_index", "terminal", "covered", "shard", "kind",
        "format", "last_n");

    private static readonly FrozenSet<string> ReservedNames = FrozenSet.Create(
        StringComparer.Ordinal, "shard", "footer", "covered");

    /// <summary>Writes the members of an event, without braces and without <c>created_at</c>.</summary>
    /// <exception cref="ArgumentException">A name is the journal's own, or a value is nested too deeply or none at
    /// all.</exception>
    public static void Write(IBufferWriter<byte> buffer, SessionId sessionId, TurnId turnId, TurnEvent said)
    {
        if (ReservedNames.Contains(said.Name))
            throw new ArgumentException($"'{said.Name}' is an event of the journal itself.", nameof(said));

        buffer.Write("\"event\":"u8);
        JsonText.WriteQuoted(buffer, said.Name);
        Text(buffer, ",\"session_id\":"u8, sessionId.Value);
        Text(buffer, ",\"turn_id\":"u8, turnId.Value);
        Text(buffer, ",\"stream_id\":"u8, said.StreamId);
        Text(buffer, ",\"role\":"u8, said.Role);
        if (said.Content is { } content) WriteContent(buffer, content);
        if (said.Attachments.Count > 0) WriteAttachments(buffer, said.Attachments);
        Text(buffer, ",\"workspace\":"u8, said.Workspace);
        Text(buffer, ",\"model\":"u8, said.Model);
        Text(buffer, ",\"model_provider\":"u8, said.ModelProvider);
        Text(buffer, ",\"reason\":"u8, said.Reason);
        if (said.AssistantMessageIndex is { } index)
            JsonText.WriteNumber(buffer, ",\"assistant_message_index\":"u8, index);
        if (said.Terminal is { } terminal) buffer.Write(terminal ? ",\"terminal\":true"u8 : ",\"terminal\":false"u8);
        if (said.Properties.Count > 0) WriteProperties(buffer, said.Properties);
    }

    /// <summary>Reads an event.</summary>
    /// <param name="content">A verified line, without its seal and closing brace.</param>
    /// <returns><see langword="null"/> for a line that is no event of a turn.</returns>
    public static TurnRecord? Read(ReadOnlySpan<byte> content)
    {
        var reading = new TurnEventReading();
        var members = new JsonMembers(content);
        while (members.MoveNext()) reading.Take(members.Name, members.Value);
        return reading.ToRecord();
    }

    /// <summary>Returns whether a line is of a session, without reading more than it must.</summary>
    public static bool IsOf(ReadOnlySpan<byte> content, SessionId id)
    {
        var members = new JsonMembers(content);
        while (members.MoveNext())
        {
            // An id has no character that JSON escapes.
            if (members.Name.SequenceEqual("session_id"u8))
                return members.Value is [(byte)'"', .. var value, (byte)'"'] && Ascii.Equals(value, id.Value);
        }

        return false;
    }

    private static void WriteContent(IBufferWriter<byte> buffer, TurnContent content)
    {
        buffer.Write(",\"content\":"u8);
        if (content.Parts is { } parts) JsonElements.Write(buffer, parts);
        else JsonText.WriteQuoted(buffer, content.Text);
    }

    private static void WriteAttachments(IBufferWriter<byte> buffer, IReadOnlyList<JsonElement> attachments)
    {
        for (var i = 0; i < attachments.Count; i++)
        {
            buffer.Write(i == 0 ? ",\"attachments\":["u8 : ","u8);
            JsonElements.Write(buffer, attachments[i]);
        }

        buffer.Write("]"u8);
    }

    private static void WriteProperties(IBufferWriter<byte> buffer, IReadOnlyDictionary<string, JsonElement> properties)
    {
        foreach (var (name, value) in properties)
        {
            if (Reserved.Contains(name)) throw new ArgumentException(
                $"'{name}' is a member of the journal itself, or has a property of its own.", nameof(properties));

            buffer.Write(","u8);
            JsonText.WriteQuoted(buffer, name);
            buffer.Write(":"u8);
            JsonElements.Write(buffer, value);
        }
    }

    private static void Text(IBufferWriter<byte> buffer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null) return;

        buffer.Write(name);
        JsonText.WriteQuoted(buffer, text);
    }
}
