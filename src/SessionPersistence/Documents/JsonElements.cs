using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SessionPersistence.Documents;

/// <summary>Writes and reads values that a host gave as JSON, token for token.</summary>
internal static class JsonElements
{
    /// <summary>How deep a value may be nested: the platform's parser takes time in the square of the depth to read it
    /// again.</summary>
    public const int MaxDepth = 1000;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = MaxDepth };

    /// <summary>Returns a JSON object.</summary>
    /// <exception cref="ArgumentException">A value is <see langword="default"/>, or nested too deep.</exception>
    public static byte[] ToObject(IReadOnlyDictionary<string, JsonElement> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JsonText.WriteText(buffer, "{");
        foreach (var (name, value) in properties)
        {
            if (buffer.WrittenCount > 1) JsonText.WriteText(buffer, ",");
            JsonText.WriteText(buffer, JsonText.Quote(name));
            JsonText.WriteText(buffer, ":");
            Write(buffer, value);
        }

        JsonText.WriteText(buffer, "}");
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Returns a JSON array.</summary>
    /// <inheritdoc cref="ToObject"/>
    public static byte[] ToArray(IReadOnlyList<JsonElement> items)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JsonText.WriteText(buffer, "[");
        foreach (var item in items)
        {
            if (buffer.WrittenCount > 1) JsonText.WriteText(buffer, ",");
            Write(buffer, item);
        }

        JsonText.WriteText(buffer, "]");
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Returns a value as it was written.</summary>
    /// <exception cref="ArgumentException">It is <see langword="default"/>.</exception>
    public static ReadOnlySpan<byte> Raw(JsonElement value) => value.ValueKind == JsonValueKind.Undefined
        ? throw new ArgumentException("A value is default(JsonElement), which is none.")
        : JsonMarshal.GetRawUtf8Value(value);

    /// <summary>Reads a value; it does not depend on the bytes that it is read from.</summary>
    /// <returns><see langword="null"/> for what is nested too deep.</returns>
    public static JsonElement? Read(ReadOnlySpan<byte> raw) =>
        JsonText.DepthOf(raw) > MaxDepth ? null : JsonElement.Parse(raw, Depth);

    /// <summary>Writes a value.</summary>
    /// <inheritdoc cref="ToObject"/>
    public static void Write(IBufferWriter<byte> buffer, JsonElement value)
    {
        var raw = Raw(value);
        if (JsonText.DepthOf(raw) > MaxDepth)
            throw new ArgumentException($"A value is nested deeper than {MaxDepth} levels.");

        JsonText.WriteCompact(buffer, raw);
    }
}
