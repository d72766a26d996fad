using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using SessionPersistence.Documents;

namespace SessionPersistence;

/// <summary>One entry of a conversation: a JSON object that is kept as it is, with typed views of the members that this
/// library knows.</summary>
/// <remarks>
/// What the views do not cover goes through unchanged, token for token: unknown members, numbers of any size, escaped
/// lone surrogates. White space between tokens is not kept. Where a member is there twice, the last one counts.
/// Immutable.
/// </remarks>
[JsonConverter(typeof(SessionMessageJsonConverter))]
public sealed class SessionMessage
{
    private readonly Lazy<MessageView> _view;

    private SessionMessage(ReadOnlyMemory<byte> utf8Json)
    {
        Utf8Json = utf8Json;
        _view = new(() => MessageView.Of(Utf8Json.Span), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Gets the JSON object, in UTF-8, on one line.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>Gets the stable id (<c>message_id</c>); messages that are written without one get one.</summary>
    public string? Id => _view.Value.Id;

    /// <summary>Gets who speaks (<c>role</c>): <c>user</c>, <c>assistant</c>, <c>tool</c>, <c>system</c>, or whatever
    /// the host wrote.</summary>
    public string? Role => _view.Value.Role;

    /// <summary>Gets what was said: <c>content</c> where it is a string, else the joined <c>text</c> of its parts;
    /// empty where there is none.</summary>
    /// <remarks>A lone surrogate reads as U+FFFD here; in <see cref="Utf8Json"/> it is untouched.</remarks>
    public string Text => _view.Value.Text;

    /// <summary>Gets the instant that the message carries (<c>_ts</c>, else <c>timestamp</c>; epoch seconds), if it can
    /// be read.</summary>
    /// <remarks>Neither this library's factories nor a store add one: a host that wants it says so in the JSON, by
    /// <see cref="Parse(string)"/>.</remarks>
    public DateTimeOffset? CreatedAt => _view.Value.CreatedAt;

    /// <summary>Gets the turn that the message was written in (<c>turn_id</c>), if any.</summary>
    public string? TurnId => _view.Value.TurnId;

    /// <summary>Gets the ids of the tool calls that the message asks for (<c>tool_calls[].id</c>).</summary>
    public IReadOnlyList<string> ToolCalls => _view.Value.ToolCalls;

    /// <summary>Gets the tool call that the message answers (<c>tool_call_id</c>), if any.</summary>
    public string? ToolCallId => _view.Value.ToolCallId;

    /// <summary>Makes a message of the user.</summary>
    public static SessionMessage User(string text) => Create("user", text);

    /// <summary>Makes a message of the assistant.</summary>
    public static SessionMessage Assistant(string text) => Create("assistant", text);

    /// <summary>Makes a message of the system.</summary>
    public static SessionMessage System(string text) => Create("system", text);

    /// <summary>Makes the answer of a tool.</summary>
    public static SessionMessage Tool(string toolCallId, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(toolCallId);

        return Create("tool", text, ("tool_call_id", JsonText.Quote(toolCallId)));
    }

    /// <summary>Reads a message.</summary>
    /// <param name="json">One JSON object; copied.</param>
    /// <exception cref="FormatException">It is not one JSON object as RFC 8259 has it; the message says where it stops
    /// being one.</exception>
    public static SessionMessage Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);

        return Parse(Encoding.UTF8.GetBytes(json));
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static SessionMessage Parse(ReadOnlySpan<byte> json) => new(JsonText.CompactObject(json));

    /// <summary>Returns the JSON object.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8Json.Span);

    /// <summary>Returns the message with the ids that a stored message has; for stores.</summary>
    /// <param name="messageId">The <c>message_id</c> for a message that has none.</param>
    /// <param name="turnId">The <c>turn_id</c> for a message that has none, where it was written in a turn.</param>
    /// <returns>The same message where nothing is missing: an id that is there is never changed.</returns>
    public SessionMessage WithIds(string messageId, string? turnId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);

        var view = _view.Value;
        var missing = new List<(string, string)>(2);
        if (view.Id is null) missing.Add(("message_id", JsonText.Quote(messageId)));
        if (turnId is not null && view.TurnId is null) missing.Add(("turn_id", JsonText.Quote(turnId)));

        return missing.Count == 0 ? this : With(Utf8Json.Span[..^1], [.. missing]);
    }

    /// <summary>Wraps bytes that are known to be one compact JSON object and will not change.</summary>
    internal static SessionMessage FromTrusted(ReadOnlyMemory<byte> utf8Json) => new(utf8Json);

    /// <summary>Makes a message of the given members; values are raw JSON.</summary>
    internal static SessionMessage Create(
        string role, string text, params ReadOnlySpan<(string Name, string RawValue)> members)
    {
        ArgumentNullException.ThrowIfNull(text);

        return With("{"u8, [("role", JsonText.Quote(role)), ("content", JsonText.Quote(text)), .. members]);
    }

    private static SessionMessage With(
        ReadOnlySpan<byte> openObject, params ReadOnlySpan<(string Name, string RawValue)> members)
    {
        var buffer = new ArrayBufferWriter<byte>(openObject.Length + 128);
        buffer.Write(openObject);
        foreach (var (name, rawValue) in members)
        {
            if (buffer.WrittenSpan[^1] != (byte)'{') buffer.Write(","u8);
            JsonText.WriteMember(buffer, name, rawValue);
        }

        buffer.Write("}"u8);
        return new(buffer.WrittenMemory);
    }
}
