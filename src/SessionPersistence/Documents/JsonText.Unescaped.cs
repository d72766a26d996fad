using System.Buffers;
using System.Globalization;
using System.Text;

namespace SessionPersistence.Documents;

internal static partial class JsonText
{
    private const int EscapeLength = 6;

    /// <summary>Returns compact JSON in which every character that needs no escape has none: texts that are equal are
    /// so byte for byte.</summary>
    /// <remarks>Half a surrogate pair stays an escape, in lower case. What needs an escape gets its short one, where
    /// there is one.</remarks>
    public static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> compact)
    {
        if (!compact.Contains((byte)'\\')) return compact;

        var result = new ArrayBufferWriter<byte>(compact.Length);
        while (compact.IndexOf((byte)'\\') is >= 0 and var at)
        {
            result.Write(compact[..at]);
            compact = compact[at..];
            compact = compact[WriteEscape(result, compact)..];
        }

        result.Write(compact);
        return result.WrittenSpan;
    }

    // Returns how many bytes of the text are done.
    private static int WriteEscape(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> text)
    {
        if (text[1] == '/')
        {
            buffer.Write("/"u8);
            return 2;
        }

        if (text[1] != 'u')
        {
            buffer.Write(text[..2]);
            return 2;
        }

        var unit = UnitAt(text);
        if (char.IsHighSurrogate(unit) && text.Length >= 2 * EscapeLength && text[EscapeLength] == '\\'
            && text[EscapeLength + 1] == 'u' && UnitAt(text[EscapeLength..]) is var low && char.IsLowSurrogate(low))
        {
            buffer.Write(Encoding.UTF8.GetBytes([unit, low]));
            return 2 * EscapeLength;
        }

        buffer.Write(Encoding.UTF8.GetBytes(TextOf(unit)));
        return EscapeLength;
    }

    private static char UnitAt(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static string TextOf(char unit) => unit switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        < ' ' => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)unit:x4}"),
        _ when char.IsSurrogate(unit) => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)unit:x4}"),
        _ => unit.ToString(),
    };
}
