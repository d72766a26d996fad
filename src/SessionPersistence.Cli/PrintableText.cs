using System.Globalization;
using System.Text;

namespace SessionPersistence.Cli;

/// <summary>Makes text safe for a terminal: what was said in a conversation must not move the cursor, or
/// worse.</summary>
internal static class PrintableText
{
    /// <summary>Escapes every control character, line breaks too.</summary>
    public static string Line(string text) => Escape(text, keepLineBreaks: false);

    /// <summary>Escapes every control character except tabs and line breaks.</summary>
    public static string Block(string text) => Escape(text.ReplaceLineEndings("\n"), keepLineBreaks: true);

    /// <summary>Escapes every control character in JSON, where only texts hold others than line breaks: it stands for
    /// the same.</summary>
    public static string Json(string json) => Escape(json, keepLineBreaks: true);

    private static string Escape(string text, bool keepLineBreaks)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!IsHarmful(character) || (keepLineBreaks && character is '\n' or '\t')) result.Append(character);
            else result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return result.ToString();
    }

    // The last two ranges turn the direction of writing: a line could read as something else than it is.
    private static bool IsHarmful(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e')
            or (>= '\u2066' and <= '\u2069');
}
