using Spectre.Console;

namespace SessionPersistence.Cli;

/// <summary>Prints a report for a person: the findings, the gravest last; their sum; what to run next.</summary>
internal sealed class AuditText(Screen screen, Target target)
{
    public void Write(RecoveryReport report)
    {
        var findings = new FindingText(screen);
        findings.WriteGroup("For information", Color.Default, In(report, FindingCategory.Ok));
        findings.WriteGroup("Repairable", Color.Yellow, In(report, FindingCategory.Repairable));
        findings.WriteGroup("For a person", Color.Red, In(report, FindingCategory.UnsafeToRepair));
        WriteKinds(report.Findings);
        WriteSum(report);
    }

    /// <summary>Prints what a report adds up to, and what to run next.</summary>
    public void WriteSum(RecoveryReport report)
    {
        screen.WriteLine(SumOf(report));
        foreach (var line in NextSteps.After(report, target)) screen.WriteLine(line);
    }

    private static List<RecoveryFinding> In(RecoveryReport report, FindingCategory category) =>
        [.. report.Findings.Where(finding => finding.Category == category)];

    // Where each kind was found once, the table would say the same again.
    private void WriteKinds(IReadOnlyList<RecoveryFinding> findings)
    {
        var kinds = findings.CountBy(finding => (finding.Kind, finding.Category)).ToList();
        if (kinds.Count == findings.Count) return;

        var table = new TextTable("FINDING", "COUNT", "CATEGORY");
        foreach (var ((kind, category), count) in kinds) table.Add(kind, Texts.Number(count), Texts.Category(category));
        table.Write(screen);
        screen.WriteLine();
    }

    private static string SumOf(RecoveryReport report)
    {
        var sessions = Texts.Count(report.Counts.Sessions, "session file");
        if (report.Directory == DirectoryKind.Empty) return "The directory is empty. Nothing has to be repaired.";
        if (report.Status == RecoveryStatus.Ok) return $"{sessions}. Nothing has to be repaired.";

        var repairable = Texts.Count(report.Counts.Repairable, "finding");
        var unsafeOnes = Texts.Count(report.Counts.UnsafeToRepair, "finding");
        return report.Counts switch
        {
            { UnsafeToRepair: 0 } => $"{sessions}. {repairable} can be repaired.",
            { Repairable: 0 } => $"{sessions}. {unsafeOnes} for a person.",
            _ => $"{sessions}. {repairable} can be repaired, {Texts.Number(report.Counts.UnsafeToRepair)} more for a "
                + "person.",
        };
    }
}
