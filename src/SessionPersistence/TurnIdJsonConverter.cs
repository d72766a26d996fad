using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionPersistence;

/// <summary>Writes a <see cref="TurnId"/> as a JSON string and reads it back under the rule for turn ids.</summary>
public sealed class TurnIdJsonConverter : JsonConverter<TurnId>
{
    /// <inheritdoc/>
    public override TurnId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TurnId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("Not a turn id.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TurnId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);

        writer.WriteStringValue(value.Value);
    }
}
