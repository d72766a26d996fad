using System.Globalization;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hands;

/// <summary>The table that a test run leaves beside its assembly: what outside hands did, and what was found.</summary>
internal static class HandsTable
{
    private static readonly Lock Gate = new();
    private static readonly SortedDictionary<string, (OutsideHandsResult Result, TimeSpan Elapsed)> Results =
        new(StringComparer.Ordinal);

    public static void Add(OutsideHandsResult result, TimeSpan elapsed)
    {
        lock (Gate)
        {
            Results[result.Scenario] = (result, elapsed);
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "outside-hands.txt"),
                [.. ScenarioLines(), "", .. ActionLines(), .. SkippedLines()]);
        }
    }

    private static IEnumerable<string> ScenarioLines()
    {
        yield return $"{"scenario",-44}{"steps",6}{"pairs",8}{"of",8}{"seed",6}{"violations",12}{"seconds",9}";
        foreach (var (result, elapsed) in Results.Values)
        {
            var seed = result.Seed?.ToString(CultureInfo.InvariantCulture) ?? "-";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Scenario,-44}{result.Steps,6}{result.Pairs.Count,8}{result.Possible,8}{seed,6}")
                + string.Create(
                    CultureInfo.InvariantCulture, $"{result.Violations.Count,12}{elapsed.TotalSeconds,9:F1}");
        }
    }

    private static IEnumerable<string> ActionLines()
    {
        yield return $"{"action",-60}{"pairs",8}{"violations",12}";
        var violated = Results.Values.SelectMany(row => row.Result.Violations)
            .ToLookup(violation => violation.Pair.Action);
        foreach (var action in Results.Values.SelectMany(row => row.Result.Pairs).GroupBy(pair => pair.Action)
            .OrderBy(action => action.Key, StringComparer.Ordinal))
        {
            yield return $"{action.Key,-60}{action.Count(),8}{violated[action.Key].Count(),12}";
        }
    }

    private static IEnumerable<string> SkippedLines() => Results.Values.SelectMany(row => row.Result.Skipped).Distinct()
        .Order(StringComparer.Ordinal).Select(skipped => $"skipped: {skipped}");
}
