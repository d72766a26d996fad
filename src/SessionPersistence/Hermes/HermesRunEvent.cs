using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>One event of a run.</summary>
/// <param name="Number">Its place in the run.</param>
/// <param name="Key">What it has in common with a copy of itself.</param>
/// <param name="Name">What happened.</param>
/// <param name="Text">The text that it carries; empty when it carries none.</param>
/// <param name="WasStreamed">Whether that text was in earlier events already.</param>
internal sealed record HermesRunEvent(long Number, string Key, string Name, string Text, bool WasStreamed)
{
    /// <summary>Reads an event.</summary>
    /// <param name="raw">A well-formed object.</param>
    /// <param name="fallback">The number of one that has none: that of the event before it.</param>
    public static HermesRunEvent Of(ReadOnlyMemory<byte> raw, long fallback)
    {
        var json = raw.Span;
        var number = JsonValue.AsInteger(JsonMembers.Find(json, "seq"u8));
        var name = JsonValue.AsString(JsonMembers.Find(json, "event"u8))
            ?? JsonValue.AsString(JsonMembers.Find(json, "type"u8)) ?? "";
        var payload = JsonMembers.Find(json, "payload"u8);
        return new(
            number ?? fallback,
            number is { } known
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{known}")
                : System.Text.Encoding.UTF8.GetString(json),
            name,
            JsonValue.AsString(JsonMembers.Find(payload, "text"u8)) ?? "",
            JsonValue.AsBoolean(JsonMembers.Find(payload, "already_streamed"u8)) == true);
    }
}
