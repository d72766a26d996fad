using System.Buffers;

namespace SessionPersistence.Documents;

/// <summary>The text of a damaged document, with U+FFFD in place of each byte that is no text: what is not UTF-8, and
/// control characters that JSON knows nowhere.</summary>
internal sealed class SalvageText
{
    // What hides the end of a message and the beginning of the next, `"},{"a":"`, is longer.
    private const int LongestInAMessage = 7;

    private static readonly SearchValues<byte> NeverInJson =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i).Except("\t\n\r"u8.ToArray())]);

    private readonly List<(int Start, int End)> _holes = [];

    private SalvageText(ReadOnlyMemory<byte> file) => Bytes = Clean(WithoutMark(file));

    /// <summary>Gets the text, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    public static SalvageText Of(ReadOnlyMemory<byte> file) => new(file);

    /// <summary>Returns how many bad bytes in a row the longest hole in a part of the text had.</summary>
    public int LongestHole(Range part)
    {
        var longest = 0;
        for (var at = FirstHole(part.Start.Value); at < _holes.Count && _holes[at].Start < part.End.Value; at++)
            longest = Math.Max(longest, (_holes[at].End - _holes[at].Start) / Replacement.Length);
        return longest;
    }

    /// <summary>Whether a hole in a part of the text may hide that the part is of two messages.</summary>
    public bool HasLongHole(Range part) => LongestHole(part) > LongestInAMessage;

    private int FirstHole(int from)
    {
        var found = _holes.BinarySearch((from, 0));
        return found < 0 ? ~found : found;
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> file) =>
        file.Span.StartsWith(ByteOrderMark) ? file[ByteOrderMark.Length..] : file;

    private ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> file)
    {
        var rest = file.Span;
        var clean = new ArrayBufferWriter<byte>(Math.Max(1, rest.Length));
        while (!rest.IsEmpty)
        {
            var good = GoodLength(rest);
            clean.Write(rest[..good]);
            rest = rest[good..];
            if (rest.IsEmpty) break;

            AddHole(clean.WrittenCount);
            clean.Write(Replacement);
            rest = rest[1..];
        }

        return clean.WrittenMemory;
    }

    private void AddHole(int start)
    {
        var end = start + Replacement.Length;
        if (_holes is [.., var last] && last.End == start) _holes[^1] = (last.Start, end);
        else _holes.Add((start, end));
    }

    // Up to the next control character only: what is looked at twice is never looked at a third time.
    private static int GoodLength(ReadOnlySpan<byte> text)
    {
        var control = text.IndexOfAny(NeverInJson);
        return JsonText.ValidUtf8Length(control < 0 ? text : text[..control]);
    }
}
