using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionPersistence;

/// <summary>Writes a <see cref="SessionMessage"/> as the JSON object that it is, token for token, and reads it
/// back.</summary>
public sealed class SessionMessageJsonConverter : JsonConverter<SessionMessage>
{
    /// <inheritdoc/>
    public override SessionMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        try
        {
            return SessionMessage.Parse(JsonMarshal.GetRawUtf8Value(value.RootElement));
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SessionMessage value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);

        // It was checked when it was made, and may be large.
        writer.WriteRawValue(value.Utf8Json.Span, skipInputValidation: true);
    }
}
