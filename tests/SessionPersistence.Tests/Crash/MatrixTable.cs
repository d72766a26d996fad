using System.Globalization;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>The table that a test run leaves beside its assembly: what was crashed, and what was found.</summary>
internal static class MatrixTable
{
    private static readonly Lock Gate = new();
    private static readonly SortedDictionary<string, string> Lines = new(StringComparer.Ordinal);

    public static void Add(ExplorationResult result, TimeSpan elapsed)
    {
        lock (Gate)
        {
            Lines[result.Scenario] = string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Scenario,-44}{result.Operations,6}{result.CrashPoints,8}{result.DistinctImages,9}{result.RecoveryRuns,12}{result.Violations.Count,12}{elapsed.TotalSeconds,9:F1}");
            string[] head =
                [$"{"scenario",-44}{"ops",6}{"points",8}{"images",9}{"recoveries",12}{"violations",12}{"seconds",9}"];
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "crash-matrix.txt"), head.Concat(Lines.Values));
        }
    }
}
