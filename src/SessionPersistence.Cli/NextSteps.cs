using SessionPersistence.Recovery;

namespace SessionPersistence.Cli;

/// <summary>What to run after a report.</summary>
internal static class NextSteps
{
    private const int SessionsToName = 3;

    public static IEnumerable<string> After(RecoveryReport report, Target target)
    {
        if (report.Counts.Repairable > 0)
        {
            yield return "To repair, first with --dry-run to see what would be done:";
            yield return $"  {target.CommandLine("repair")}";
        }

        foreach (var line in Asking(report, Recommendations.MergeBackup,
            "To keep the messages of both a session and its backup, in order:", "--merge", target)) yield return line;
        foreach (var line in Asking(report, Recommendations.SalvageMessages,
            "To keep the messages before the damage of a file, as far as they are whole:", "--salvage", target))
                yield return line;
    }

    private static IEnumerable<string> Asking(
        RecoveryReport report, string recommendation, string purpose, string option, Target target)
    {
        var sessions = report.Findings
            .Where(finding =>
                finding.Category == FindingCategory.UnsafeToRepair && finding.Recommendation == recommendation)
            .Select(finding => finding.SessionId)
            .OfType<SessionId>()
            .Distinct()
            .ToList();
        if (sessions.Count == 0) yield break;

        var named = sessions.Count <= SessionsToName ? sessions.Select(id => id.Value) : ["ID"];
        yield return purpose;
        string[] words = ["repair", option, .. named.SelectMany(id => new[] { "--session", id })];
        yield return $"  {target.CommandLine(words)}";
    }
}
