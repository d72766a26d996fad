using System.Buffers;
using System.Text.Unicode;

namespace SessionPersistence.Documents;

internal static partial class JsonText
{
    // What may not be copied blindly outside of strings; N and I begin the non-finite numbers and nothing else.
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create(" \t\r\n\"-NI"u8);

    /// <summary>Copies one JSON object without the white space between its tokens.</summary>
    /// <exception cref="FormatException">It is not one object in strict JSON and valid UTF-8.</exception>
    public static byte[] CompactObject(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) throw new FormatException("The JSON is not valid UTF-8.");

        var scanner = new JsonScanner(json);
        if (scanner.Peek() != '{') throw new FormatException("The JSON is not an object.");
        if (!scanner.TryTakeValue(out var range))
            throw new FormatException($"The JSON is malformed at byte {scanner.FaultOffset}.");
        if (scanner.Peek() != 0 || scanner.Position < json.Length)
            throw new FormatException($"Something follows the JSON object at byte {scanner.Position}.");

        return Compact(json[range]);
    }

    /// <summary>Copies JSON that is known to be well-formed without the white space between its tokens; non-finite
    /// numbers become <c>null</c>.</summary>
    public static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var result = new ArrayBufferWriter<byte>(Math.Max(1, json.Length));
        WriteCompact(result, json);
        return result.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Compact"/>
    public static void WriteCompact(IBufferWriter<byte> buffer, ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            var plain = json.IndexOfAny(NotPlain);
            buffer.Write(plain < 0 ? json : json[..plain]);
            if (plain < 0) return;

            json = json[plain..];
            json = json[WriteSpecial(buffer, json)..];
        }
    }

    /// <summary>Writes JSON that is known to be well-formed so that it takes one line and is strict JSON.</summary>
    public static void WriteOnOneLine(IBufferWriter<byte> buffer, ReadOnlySpan<byte> json)
    {
        // What could break the line or the grammar is seen by three quick searches; only then is the text walked.
        if (json.ContainsAny((byte)'\n', (byte)'\r') || json.IndexOf("NaN"u8) >= 0 || json.IndexOf("Infinity"u8) >= 0)
            WriteCompact(buffer, json);
        else buffer.Write(json);
    }

    // Returns how many bytes of the text are done.
    private static int WriteSpecial(IBufferWriter<byte> buffer, ReadOnlySpan<byte> json)
    {
        switch (json[0])
        {
            case (byte)'"':
                var length = EndOfString(json);
                buffer.Write(json[..length]);
                return length;
            case (byte)'N':
                buffer.Write("null"u8);
                return "NaN".Length;
            case (byte)'I':
                buffer.Write("null"u8);
                return "Infinity".Length;
            case (byte)'-' when json[1] == 'I':
                buffer.Write("null"u8);
                return "-Infinity".Length;
            case (byte)'-':
                buffer.Write(json[..1]);
                return 1;
            default:
                return 1;
        }
    }
}
