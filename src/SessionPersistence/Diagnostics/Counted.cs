using System.Globalization;

namespace SessionPersistence.Diagnostics;

/// <summary>Numbers in sentences.</summary>
internal static class Counted
{
    /// <summary>Returns a number of things: <c>1 message</c>, <c>2 messages</c>.</summary>
    public static string Of(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");
}
