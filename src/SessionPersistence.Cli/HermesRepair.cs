using SessionPersistence.Recovery;

namespace SessionPersistence.Cli;

/// <summary>What of a repair hermes-webui would have done too: backups restored, and after them files written from the
/// database.</summary>
internal sealed class HermesRepair
{
    public HermesRepair(RepairResult result)
    {
        SessionFiles = result.Before.Counts.Sessions;
        OrphanBackups = result.Actions.Count(finding => finding.Kind == FindingKinds.OrphanBackup);
        Restored = [.. result.Actions.Where(finding => IsRepaired(finding, Recommendations.RestoreFromBackup))];

        var restored = Restored.Select(finding => finding.SessionId).ToHashSet();
        var missing = result.Actions
            .Where(finding => finding.Recommendation == Recommendations.MaterializeFromStateDb
                && !restored.Contains(finding.SessionId))
            .ToList();
        MissingFiles = missing.Count;
        Materialised = missing.Where(finding => IsRepaired(finding, Recommendations.MaterializeFromStateDb)).ToList();
    }

    public int SessionFiles { get; }

    public int OrphanBackups { get; }

    public IReadOnlyList<RecoveryFinding> Restored { get; }

    public int MissingFiles { get; }

    public IReadOnlyList<RecoveryFinding> Materialised { get; }

    private static bool IsRepaired(RecoveryFinding finding, string recommendation) =>
        finding.Recommendation == recommendation && finding.Outcome?.Status == RepairStatus.Repaired;
}
