using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SessionPersistence;

/// <summary>JSON as Python writes it: RFC 8259, and numbers that are not finite.</summary>
internal static class PythonJson
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private static readonly SearchValues<byte> MustBeEscaped =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> QuoteOrNumber = SearchValues.Create("\"-NI"u8);

    /// <summary>Writes text as a JSON string, with its quotes. Escapes what JSON demands, nothing else.</summary>
    /// <param name="buffer">The destination.</param>
    /// <param name="text">Valid UTF-8.</param>
    public static void WriteQuoted(IBufferWriter<byte> buffer, ReadOnlySpan<byte> text)
    {
        buffer.Write("\""u8);
        while (text.IndexOfAny(MustBeEscaped) is var plain and >= 0)
        {
            buffer.Write(text[..plain]);
            Encoding.UTF8.GetBytes(Escaped(text[plain]), buffer);
            text = text[(plain + 1)..];
        }

        buffer.Write(text);
        buffer.Write("\""u8);
    }

    /// <summary>Reads a text as one JSON value.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="value">The value in strict JSON; a number that is not finite is <c>null</c>.</param>
    /// <returns><see langword="false"/> when the text is no JSON.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value)
    {
        value = text.IndexOf("NaN"u8) < 0 && text.IndexOf("Infinity"u8) < 0 ? text : WithFiniteNumbers(text);
        try
        {
            var reader = new Utf8JsonReader(value, AnyDepth);
            while (reader.Read())
            {
                // Each token is checked.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A text that is no JSON stays none.
    private static byte[] WithFiniteNumbers(ReadOnlySpan<byte> text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length);
        while (text.IndexOfAny(QuoteOrNumber) is var plain and >= 0)
        {
            buffer.Write(text[..plain]);
            text = text[plain..];
            var infinite = LengthOfInfinite(text);
            var taken = infinite > 0 ? infinite : text[0] == '"' ? LengthOfString(text) : 1;
            buffer.Write(infinite > 0 ? "null"u8 : text[..taken]);
            text = text[taken..];
        }

        buffer.Write(text);
        return buffer.WrittenSpan.ToArray();
    }

    private static int LengthOfInfinite(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;

    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"') return at + 1;
            if (text[at] == '\\') at++;
        }

        return text.Length;
    }

    private static string Escaped(byte code) => code switch
    {
        (byte)'"' => "\\\"",
        (byte)'\\' => "\\\\",
        (byte)'\n' => "\\n",
        (byte)'\r' => "\\r",
        (byte)'\t' => "\\t",
        _ => $"\\u{code:x4}",
    };
}
