using Spectre.Console;

namespace SessionPersistence.Cli;

/// <summary>Prints for a person what a repair did, and what is left.</summary>
internal sealed class RepairText(Screen screen, Target target)
{
    public void Write(RepairResult result)
    {
        var findings = new FindingText(screen);
        findings.WriteGroup("Would be repaired", Color.Yellow, With(result, RepairStatus.Planned));
        findings.WriteGroup("Repaired", Color.Green, With(result, RepairStatus.Repaired));
        findings.WriteGroup(
            "Changed since the scan, so nothing was done", Color.Yellow, With(result, RepairStatus.Stale));
        findings.WriteGroup("Could not be repaired", Color.Red, With(result, RepairStatus.Failed));
        findings.WriteGroup("Left for a person", Color.Red,
            [.. result.After.Findings.Where(finding => finding.Category == FindingCategory.UnsafeToRepair)]);
        screen.WriteLine(SumOf(result));
        new AuditText(screen, target).WriteSum(result.After);
    }

    private static List<RecoveryFinding> With(RepairResult result, RepairStatus status) =>
        [.. result.Actions.Where(finding => finding.Outcome?.Status == status)];

    private static string SumOf(RepairResult result)
    {
        var planned = With(result, RepairStatus.Planned).Count;
        return planned > 0
            ? $"{Texts.Count(planned, "finding")} would be repaired; nothing was written."
            : $"{Texts.Count(With(result, RepairStatus.Repaired).Count, "finding")} repaired.";
    }
}
