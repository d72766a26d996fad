using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace SessionPersistence.Documents;

/// <summary>Small pieces of JSON text: compacting, quoting, members.</summary>
internal static partial class JsonText
{
    private static readonly SearchValues<char> NotVerbatim = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Concat(Enumerable.Range(0xD800, 0x800)).Select(c => (char)c), '"', '\\']);

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

    /// <summary>Returns how many bytes there are before the first one that is not UTF-8.</summary>
    public static int ValidUtf8Length(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text)) return text.Length;

        var length = 0;
        while (Rune.DecodeFromUtf8(text[length..], out _, out var step) == OperationStatus.Done) length += step;
        return length;
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

    /// <summary>Returns the text as a JSON string, with its quotes. Escapes what JSON demands and lone surrogates,
    /// nothing else.</summary>
    public static string Quote(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 2);
        WriteQuoted(buffer, text);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes a text as <see cref="Quote"/> does.</summary>
    public static void WriteQuoted(IBufferWriter<byte> buffer, ReadOnlySpan<char> text)
    {
        buffer.Write("\""u8);
        while (true)
        {
            var plain = text.IndexOfAny(NotVerbatim);
            Encoding.UTF8.GetBytes(plain < 0 ? text : text[..plain], buffer);
            if (plain < 0) break;

            text = text[plain..];
            text = text[WriteEscaped(buffer, text)..];
        }

        buffer.Write("\""u8);
    }

    /// <summary>Whether a text is one JSON value of any kind and nothing else, perhaps with numbers that are not
    /// finite.</summary>
    public static bool IsValue(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json, JsonDialect.Tolerant);
        return scanner.TryTakeValue(out _) && scanner.Peek() == 0 && scanner.Position == json.Length;
    }

    /// <summary>Returns the text of a well-formed JSON string, given with its quotes; a lone surrogate becomes
    /// U+FFFD.</summary>
    public static string Unquote(ReadOnlySpan<byte> json) => WithoutLoneSurrogates(UnquoteExactly(json));

    /// <summary>Returns the text of a well-formed JSON string, given with its quotes; a lone surrogate stays
    /// one.</summary>
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
            result.Append(isUnicode
                ? (char)int.Parse(body[2..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : Unescape(body[1]));
            body = body[(isUnicode ? 6 : 2)..];
        }

        return result.ToString();
    }

    /// <summary>Writes a member, without a comma; the value is raw JSON.</summary>
    public static void WriteMember(IBufferWriter<byte> buffer, string name, string rawValue)
    {
        WriteQuoted(buffer, name);
        buffer.Write(":"u8);
        WriteText(buffer, rawValue);
    }

    /// <summary>Writes a number behind what introduces it.</summary>
    public static void WriteNumber(IBufferWriter<byte> buffer, ReadOnlySpan<byte> before, long number)
    {
        const int LongestNumber = 20;
        var span = buffer.GetSpan(before.Length + LongestNumber);
        before.CopyTo(span);
        number.TryFormat(span[before.Length..], out var written, provider: CultureInfo.InvariantCulture);
        buffer.Advance(before.Length + written);
    }

    /// <summary>Returns text as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Writes text as UTF-8.</summary>
    public static void WriteText(IBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);

    // Returns how many characters are done: two of a surrogate pair, which needs no escape.
    private static int WriteEscaped(IBufferWriter<byte> buffer, ReadOnlySpan<char> text)
    {
        var c = text[0];
        if (char.IsHighSurrogate(c) && text.Length > 1 && char.IsLowSurrogate(text[1]))
        {
            Encoding.UTF8.GetBytes(text[..2], buffer);
            return 2;
        }

        var code = c switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => 'u' };
        var escape = buffer.GetSpan(6);
        (escape[0], escape[1]) = ((byte)'\\', (byte)code);
        if (code == 'u') ((int)c).TryFormat(escape[2..], out _, "x4", CultureInfo.InvariantCulture);
        buffer.Advance(code == 'u' ? 6 : 2);
        return 1;
    }

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
