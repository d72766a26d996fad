using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hands;

/// <summary>The mark of a message is in its text and in no other: <c>[a1]</c> is the first message of session
/// <c>a</c>.</summary>
internal static partial class Marks
{
    public static string Of(string session, int number) => $"[{session}{number}]";

    /// <summary>Returns the session of a mark.</summary>
    public static string SessionOf(string mark) => string.Concat(mark.Skip(1).TakeWhile(char.IsAsciiLetter));

    public static IReadOnlyList<string> In(string text) => [.. Pattern().Matches(text).Select(match => match.Value)];

    /// <summary>Finds the marks that are still readable: in a line of a file that is a JSON object, or in a file that
    /// is one.</summary>
    /// <returns>For each mark the files that have it.</returns>
    public static ILookup<string, string> ReadableIn(IEnumerable<OutsideFile> files) =>
        files.SelectMany(file => ReadableIn(file).Distinct().Select(mark => (Mark: mark, file.Name)))
            .ToLookup(found => found.Mark, found => found.Name);

    private static IEnumerable<string> ReadableIn(OutsideFile file)
    {
        var text = Encoding.UTF8.GetString(file.Content);
        if (!Pattern().IsMatch(text)) return [];

        return IsObject(text)
            ? In(text)
            : text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().TrimEnd(','))
                .Where(line => Pattern().IsMatch(line) && IsObject(line)).SelectMany(In);
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            // A damaged line, or a file of many lines.
            return false;
        }
    }

    [GeneratedRegex(@"\[[a-z]+-?\d+\]")]
    private static partial Regex Pattern();
}
