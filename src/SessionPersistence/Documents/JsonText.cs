using System.Buffers;
using System.Globalization;
using System.Text;

namespace SessionPersistence.Documents;

/// <summary>Small pieces of JSON text: compacting, quoting, members.</summary>
internal static partial class JsonText
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);

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

    /// <summary>Returns how many containers are open at the deepest place of well-formed JSON.</summary>
    public static int DepthOf(ReadOnlySpan<byte> json)
    {
        var (open, deepest) = (0, 0);
        for (var at = json.IndexOfAny(Structure); at >= 0; at = json.IndexOfAny(Structure))
        {
            json = json[at..];
            if (json[0] is (byte)'{' or (byte)'[') deepest = Math.Max(deepest, ++open);
            else if (json[0] != '"') open--;
            json = json[(json[0] == '"' ? EndOfString(json) : 1)..];
        }

        return deepest;
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
    public static string Unquote(ReadOnlySpan<byte> json) => WithoutLoneSurrogates(UnquoteExactly(json));

    /// <summary>Returns the text of a well-formed JSON string, given with its quotes; a lone surrogate stays one.</summary>
    public static string UnquoteExactly(ReadOnlySpan<byte> json)
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

        return result.ToString();
    }

    /// <summary>Writes a member, without a comma; the value is raw JSON.</summary>
    public static void WriteMember(IBufferWriter<byte> buffer, string name, string rawValue)
    {
        WriteText(buffer, Quote(name));
        buffer.Write(":"u8);
        WriteText(buffer, rawValue);
    }

    /// <summary>Returns text as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

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

    private static string WithoutLoneSurrogates(string text)
    {
        StringBuilder? result = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else (result ??= new(text))[i] = '\uFFFD';
        }

        return result?.ToString() ?? text;
    }
}
