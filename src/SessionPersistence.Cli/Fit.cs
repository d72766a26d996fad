using System.Globalization;
using Spectre.Console.Rendering;

namespace SessionPersistence.Cli;

/// <summary>Makes printable text fit into columns of a terminal, where a Chinese character takes two and a combining
/// accent none.</summary>
/// <remarks>Spectre.Console 0.49 never returns from breaking such text: it is given nothing that it would have to
/// break.</remarks>
internal static class Fit
{
    private const string CutMark = "…";

    public static int Width(string text) => new Segment(text).CellCount();

    /// <summary>Returns as much of a text as fits, marked where it was cut.</summary>
    public static string Cut(string text, int width) =>
        Width(text) <= width ? text : text[..EndOfLine(text, 0, width - Width(CutMark))].TrimEnd() + CutMark;

    /// <summary>Returns the lines of a text, broken between words, and within a word that is longer than a
    /// line.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var start = 0;
        while (EndOfLine(text, start, width) is var end && end < text.Length)
        {
            var blank = text.LastIndexOf(' ', end, end - start);
            if (blank > start) end = blank;
            yield return text[start..end];
            start = text[end] == ' ' ? end + 1 : end;
        }

        yield return text[start..];
    }

    // What cannot be told apart by the eye stays together. One character a line there is always, or it would never end.
    private static int EndOfLine(string text, int start, int width)
    {
        var end = start;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            width -= Width(text.Substring(end, length));
            if (width < 0 && end > start) break;
            end += length;
        }

        return end;
    }
}
