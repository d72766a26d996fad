using System.Text;

namespace SessionPersistence.Documents;

/// <summary>The members of a message that this library knows; read in one pass.</summary>
internal sealed class MessageView
{
    private string? _text;
    private DateTimeOffset? _timestamp;
    private DateTimeOffset? _ts;

    public string? Id { get; private set; }

    public string? Role { get; private set; }

    public string Text => _text ?? "";

    public DateTimeOffset? CreatedAt => _ts ?? _timestamp;

    public string? TurnId { get; private set; }

    public string? ToolCallId { get; private set; }

    public IReadOnlyList<string> ToolCalls { get; private set; } = [];

    /// <summary>Reads a message.</summary>
    /// <param name="message">One well-formed JSON object.</param>
    public static MessageView Of(ReadOnlySpan<byte> message)
    {
        var view = new MessageView();
        var members = new JsonMembers(message);
        while (members.MoveNext())
        {
            view.Read(members.Name, members.Value);
        }

        return view;
    }

    private void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("message_id"u8)) Id = IdOf(value);
        else if (name.SequenceEqual("role"u8)) Role = JsonValue.AsString(value);
        else if (name.SequenceEqual("content"u8)) _text = TextOf(value);
        else if (name.SequenceEqual("timestamp"u8)) _timestamp = JsonValue.AsInstant(value);
        else if (name.SequenceEqual("_ts"u8)) _ts = JsonValue.AsInstant(value);
        else if (name.SequenceEqual("turn_id"u8)) TurnId = JsonValue.AsString(value);
        else if (name.SequenceEqual("tool_call_id"u8)) ToolCallId = JsonValue.AsString(value);
        else if (name.SequenceEqual("tool_calls"u8)) ToolCalls = IdsOf(value);
    }

    // To the letter, half a surrogate pair too: two ids that read alike would make two messages one.
    private static string? IdOf(ReadOnlySpan<byte> value) =>
        value is [(byte)'"', ..] && JsonText.UnquoteExactly(value) is { Length: > 0 } id ? id : null;

    /// <summary>Returns the text of a <c>content</c>: the string, or the joined texts of its parts.</summary>
    public static string? TextOf(ReadOnlySpan<byte> content)
    {
        if (content is not [(byte)'[', ..]) return JsonValue.AsString(content);

        var text = new StringBuilder();
        var parts = new JsonItems(content);
        while (parts.MoveNext())
        {
            text.Append(JsonValue.AsString(
                parts.Current is [(byte)'{', ..] ? JsonMembers.Find(parts.Current, "text"u8) : parts.Current));
        }

        return text.ToString();
    }

    private static List<string> IdsOf(ReadOnlySpan<byte> toolCalls)
    {
        var ids = new List<string>();
        var calls = new JsonItems(toolCalls);
        while (calls.MoveNext())
        {
            if (JsonValue.AsString(JsonMembers.Find(calls.Current, "id"u8)) is { } id) ids.Add(id);
        }

        return ids;
    }
}
