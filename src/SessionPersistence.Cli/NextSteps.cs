namespace SessionPersistence.Cli;

/// <summary>What to run after a report.</summary>
internal static class NextSteps
{
    private const int SessionsToName = 3;

    public static IEnumerable<string> After(RecoveryReport report, Target target)
    {
        if (report.Counts.Repairable > 0)
        {
            yield return "To see what a repair would do, and to do it:";
            yield return $"  {target.CommandLine(["repair", "--dry-run", .. Deep(target)])}";
            yield return $"  {target.CommandLine(["repair", .. Deep(target)])}";
        }

        foreach (var line in Asking(report, Recommendations.MergeBackup,
            "To keep the messages of both a session and its backup, in order:", "--merge", target)) yield return line;
        foreach (var line in Asking(report, Recommendations.MergeHistories,
            "To put the accounts of a session together that two devices wrote:", "--merge", target)) yield return line;
        foreach (var line in Asking(report, Recommendations.SalvageMessages,
            "To keep the messages of a damaged file that are whole:", "--salvage", target))
                yield return line;

        var restorable = SessionsOf(report, IsRestorable);
        if (restorable.Count > 0) yield return "To bring a backup back:";
        foreach (var id in Named(restorable))
            yield return $"  {target.CommandLine("backups", "restore", id)}";
    }

    private static IEnumerable<string> Asking(
        RecoveryReport report, string recommendation, string purpose, string option, Target target)
    {
        var sessions = SessionsOf(report, finding => finding.Recommendation == recommendation);
        if (sessions.Count == 0) yield break;

        yield return purpose;
        string[] words = ["repair", option, .. Named(sessions).SelectMany(id => new[] { "--session", id })];
        yield return $"  {target.CommandLine([.. words, .. Deep(target)])}";
    }

    // A backup that nothing takes unasked: it is of before something was taken away, or the session may be deleted.
    private static bool IsRestorable(RecoveryFinding finding) => finding is
    {
        BackupMessages: > 0,
        Kind: FindingKinds.OrphanBackup or FindingKinds.OrphanBackupWithoutStateRow or FindingKinds.MalformedDocument,
    };

    private static List<SessionId> SessionsOf(RecoveryReport report, Func<RecoveryFinding, bool> matches) =>
        [.. report.Findings
            .Where(finding => finding.Category == FindingCategory.UnsafeToRepair && matches(finding))
            .Select(finding => finding.SessionId)
            .OfType<SessionId>()
            .Distinct()];

    private static IEnumerable<string> Named(List<SessionId> sessions) =>
        sessions.Count <= SessionsToName ? sessions.Select(id => id.Value) : ["ID"];

    private static string[] Deep(Target target) => target.IsDeep ? ["--deep"] : [];
}
