using System.Globalization;

namespace SessionPersistence.Cli;

/// <summary>How values read in text output.</summary>
internal static class Texts
{
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static IEnumerable<string> States(SessionMetadata session)
    {
        if (session.OpenTurnId is not null) yield return "open turn";
        if (session.Pinned) yield return "pinned";
        if (session.Archived) yield return "archived";
    }
}
