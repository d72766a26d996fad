using System.Globalization;

namespace SessionPersistence.Cli;

/// <summary>How values read in text output.</summary>
internal static class Texts
{
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{Number(count)} {noun}s";

    public static string Time(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Category(FindingCategory category) => category switch
    {
        FindingCategory.Ok => "for information",
        FindingCategory.Repairable => "repairable",
        _ => "for a person",
    };

    public static IEnumerable<string> States(SessionMetadata session)
    {
        if (session.Fault is not null) yield return "unreadable";
        if (session.OpenTurnId is not null) yield return "open turn";
        if (session.Pinned) yield return "pinned";
        if (session.Archived) yield return "archived";
    }
}
