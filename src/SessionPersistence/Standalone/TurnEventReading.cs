using System.Text;
using System.Text.Json;
using SessionPersistence.Documents;

namespace SessionPersistence.Standalone;

/// <summary>An event while its members are read. What is not of the kind that is expected is left out, not
/// refused.</summary>
internal sealed class TurnEventReading
{
    private readonly Dictionary<string, JsonElement> _properties = new(StringComparer.Ordinal);
    private string? _name;
    private SessionId _sessionId;
    private TurnId _turnId;
    private long _revision;
    private DateTimeOffset _createdAt = DateTimeOffset.UnixEpoch;
    private string? _streamId;
    private string? _role;
    private TurnContent? _content;
    private IReadOnlyList<JsonElement> _attachments = [];
    private string? _workspace;
    private string? _model;
    private string? _modelProvider;
    private string? _reason;
    private long? _messageIndex;
    private bool? _terminal;

    public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (Encoding.UTF8.GetString(name))
        {
            case "version" or "n" or "f": break;
            case "revision": _revision = JsonValue.AsInteger(value) ?? 0; break;
            case "created_at": _createdAt = JsonValue.AsInstant(value) ?? _createdAt; break;
            case "event": _name = TextOf(value); break;
            case "session_id": _ = SessionId.TryParse(TextOf(value), out _sessionId); break;
            case "turn_id": _ = TurnId.TryParse(TextOf(value), out _turnId); break;
            case "stream_id": _streamId = TextOf(value); break;
            case "role": _role = TextOf(value); break;
            case "content": _content = ContentOf(value); break;
            case "attachments": _attachments = ItemsOf(value); break;
            case "workspace": _workspace = TextOf(value); break;
            case "model": _model = TextOf(value); break;
            case "model_provider": _modelProvider = TextOf(value); break;
            case "reason": _reason = TextOf(value); break;
            case "assistant_message_index": _messageIndex = JsonValue.AsInteger(value); break;
            case "terminal": _terminal = JsonValue.AsBoolean(value); break;
            case var other when JsonElements.Read(value) is { } property: _properties[other] = property; break;
        }
    }

    public TurnRecord? ToRecord()
    {
        if (string.IsNullOrWhiteSpace(_name) || _sessionId == default || _turnId == default || _revision <= 0)
            return null;

        return new(_sessionId, _turnId, _createdAt, _revision, new(_name)
        {
            TurnId = _turnId,
            CreatedAt = _createdAt,
            StreamId = _streamId,
            Role = _role,
            Content = _content,
            Attachments = _attachments,
            Workspace = _workspace,
            Model = _model,
            ModelProvider = _modelProvider,
            Reason = _reason,
            AssistantMessageIndex = _messageIndex,
            Terminal = _terminal,
            Properties = _properties,
        });
    }

    private static string? TextOf(ReadOnlySpan<byte> value) =>
        value is [(byte)'"', ..] ? JsonText.UnquoteExactly(value) : null;

    private static JsonElement[] ItemsOf(ReadOnlySpan<byte> value) =>
        value is [(byte)'[', ..] && JsonElements.Read(value) is { } array ? [.. array.EnumerateArray()] : [];

    private static TurnContent? ContentOf(ReadOnlySpan<byte> value)
    {
        if (TextOf(value) is { } text) return new(text);

        return value is [(byte)'[', ..] && JsonElements.Read(value) is { } parts
            ? new TurnContent(parts)
            : default(TurnContent?);
    }
}
