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
        Materialisations = [.. missing.Where(WasTried)];
        Materialised = Materialisations.Count(IsMade);
    }

    public int SessionFiles { get; }

    public int OrphanBackups { get; }

    public IReadOnlyList<RecoveryFinding> Restored { get; }

    public int MissingFiles { get; }

    /// <summary>Gets the sessions that a file was to be written of from the database, written or not.</summary>
    public IReadOnlyList<RecoveryFinding> Materialisations { get; }

    /// <summary>Gets how many of them were written.</summary>
    public int Materialised { get; }

    /// <summary>Whether a file was written from the database.</summary>
    public static bool IsMade(RecoveryFinding finding) =>
        finding.Outcome is { Status: RepairStatus.Repaired, Messages: not null };

    // Not where something else had made the session before the database was asked.
    private static bool WasTried(RecoveryFinding finding) =>
        IsMade(finding) || finding.Outcome is { Status: RepairStatus.Failed or RepairStatus.Stale };

    private static bool IsRepaired(RecoveryFinding finding, string recommendation) =>
        finding.Recommendation == recommendation && finding.Outcome?.Status == RepairStatus.Repaired;
}
