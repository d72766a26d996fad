namespace SessionPersistence.Recovery;

/// <summary>What start-up saw and did.</summary>
/// <param name="Findings">What was found, in a stable order; empty when nothing was wrong.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveryFinding> Findings, TimeSpan Duration)
{
    /// <summary>Gets the worst that the findings say.</summary>
    public RecoveryStatus Status => Findings.Select(f => f.Category).DefaultIfEmpty().Max() switch
    {
        FindingCategory.UnsafeToRepair => RecoveryStatus.NeedsManualReview,
        FindingCategory.Repairable => RecoveryStatus.Warn,
        _ => RecoveryStatus.Ok,
    };
}
