using System.Buffers;
using System.Globalization;
using System.Text;

namespace SessionPersistence.Documents;

/// <summary>Small pieces of JSON text: compacting, quoting, members.</summary>
internal static class JsonText
{
    /// <summary>Copies one JSON object without the white space between its tokens.</summary>
    /// <exception cref="FormatException">It is not one object in strict JSON and valid UTF-8.</exception>
    public static byte[] CompactObject(ReadOnlySpan<byte> json)
    {
        if (!System.Text.Unicode.Utf8.IsValid(json)) throw new FormatException("The JSON is not valid UTF-8.");

        var scanner = new JsonScanner(json);
        if (scanner.Peek() != '{') throw new FormatException("The JSON is not an object.");
        if (!scanner.TryTakeValue(out var range)) throw new FormatException($"The JSON is malformed at byte {scanner.FaultOffset}.");
        if (scanner.Peek() != 0 || scanner.Position < json.Length) throw new FormatException($"Something follows the JSON object at byte {scanner.Position}.");

        return Compact(json[range]);
    }

    /// <summary>Copies JSON that is known to be well-formed without the white space between its tokens; non-finite numbers become <c>null</c>.</summary>
    public static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var result = new ArrayBufferWriter<byte>(Math.Max(1, json.Length));
        for (var at = 0; at < json.Length;)
        {
            switch (json[at])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    at++;
                    continue;
                case (byte)'"':
                    var end = at + EndOfString(json[at..]);
                    result.Write(json[at..end]);
                    at = end;
                    continue;
                case (byte)'N' or (byte)'I':
                    result.Write("null"u8);
                    at += json[at] == 'N' ? "NaN".Length : "Infinity".Length;
                    continue;
                case (byte)'-' when json[at + 1] == 'I':
                    result.Write("null"u8);
                    at += "-Infinity".Length;
                    continue;
                default:
                    result.Write(json.Slice(at++, 1));
                    continue;
            }
        }

        return result.WrittenSpan.ToArray();
    }

    /// <summary>Returns the length of a well-formed JSON string, with its quotes.</summary>
    public static int EndOfString(ReadOnlySpan<byte> json)
    {
        var at = 1;
        while (true)
        {
            at += json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[at] == '"') return at + 1;

            at += 2;
        }
    }

    /// <summary>Returns the text as a JSON string, with its quotes. Escapes what JSON demands and lone surrogates, nothing else.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                result.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                < ' ' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when char.IsSurrogate(c) => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => result.Append(c),
            };
        }

        return result.Append('"').ToString();
    }

    /// <summary>Returns the text of a well-formed JSON string, given with its quotes; a lone surrogate becomes U+FFFD.</summary>
    public static string Unquote(ReadOnlySpan<byte> json)
    {
        var body = json[1..^1];
        if (!body.Contains((byte)'\\')) return Encoding.UTF8.GetString(body);

        var result = new StringBuilder(body.Length);
        while (true)
        {
            var escape = body.IndexOf((byte)'\\');
            result.Append(Encoding.UTF8.GetString(escape < 0 ? body : body[..escape]));
            if (escape < 0) break;

            body = body[escape..];
            var isUnicode = body[1] == 'u';
            result.Append(isUnicode ? (char)int.Parse(body[2..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Unescape(body[1]));
            body = body[(isUnicode ? 6 : 2)..];
        }

        return WithoutLoneSurrogates(result);
    }

    /// <summary>Writes a member, without a comma; the value is raw JSON.</summary>
    public static void WriteMember(IBufferWriter<byte> buffer, string name, string rawValue)
    {
        WriteText(buffer, Quote(name));
        buffer.Write(":"u8);
        WriteText(buffer, rawValue);
    }

    /// <summary>Writes text as UTF-8.</summary>
    public static void WriteText(IBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);

    private static char Unescape(byte code) => code switch
    {
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)code,
    };

    private static string WithoutLoneSurrogates(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else text[i] = '\uFFFD';
        }

        return text.ToString();
    }
}
