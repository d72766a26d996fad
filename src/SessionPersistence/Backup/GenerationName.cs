using System.Globalization;

namespace SessionPersistence.Backup;

/// <summary>The names of backup generations: <c>&lt;id&gt;.json.bak</c>, which has the number 0, and
/// <c>&lt;id&gt;.json.bak.&lt;n&gt;</c>.</summary>
internal static class GenerationName
{
    private const string Mark = ".json.bak";

    /// <summary>Returns the name of a generation.</summary>
    public static string Of(SessionId id, int number) =>
        number == 0 ? $"{id}{Mark}" : string.Create(CultureInfo.InvariantCulture, $"{id}{Mark}.{number}");

    /// <summary>Reads a name; one that this store would not write is no generation.</summary>
    public static bool TryParse(string name, out SessionId id, out int number)
    {
        (id, number) = (default, 0);

        // From the end: an id may contain the mark.
        var mark = name.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0) return false;

        var rest = name[(mark + Mark.Length)..];
        if (rest.Length > 0 && !TryParseNumber(rest, out number)) return false;

        return SessionId.TryParse(name[..mark], out id);
    }

    private static bool TryParseNumber(string rest, out int number)
    {
        number = 0;
        return rest is ['.', >= '1' and <= '9', ..]
            && int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
