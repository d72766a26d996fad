namespace SessionPersistence.Recovery;

/// <summary>Says of each finding of a report what became of it.</summary>
internal static class RepairOutcomes
{
    private static readonly RepairOutcome IndexWritten = new(RepairStatus.Repaired, "The index was written anew.");
    private static readonly RepairOutcome IndexNotWritten = new(
        RepairStatus.Failed, "The index could not be written; nothing depends on it.");
    private static readonly RepairOutcome Gone = new(RepairStatus.Stale, "It is not so any more; nothing was done.");

    /// <summary>Says what a repair would do.</summary>
    /// <param name="report">What was asked about.</param>
    /// <param name="now">What is there now.</param>
    /// <param name="options">What was asked for.</param>
    public static IReadOnlyList<RecoveryFinding> Plan(RecoveryReport report, RecoveryReport now, RepairOptions options)
    {
        var present = now.Findings.Select(RepairPlan.KeyOf).ToHashSet();
        return Each(report, options, finding => present.Contains(RepairPlan.KeyOf(finding))
            ? new(RepairStatus.Planned, finding.Detail)
            : NotFound(finding, now));
    }

    /// <summary>Says what a repair did.</summary>
    /// <param name="report">What was asked about.</param>
    /// <param name="done">What the start that repaired it found and did.</param>
    /// <param name="after">What is there now: the index is written last, and tells nobody.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="isWritable">Whether that start could write at all.</param>
    public static IReadOnlyList<RecoveryFinding> Of(
        RecoveryReport report, RecoveryReport done, RecoveryReport after, RepairOptions options, bool isWritable)
    {
        var found = done.Findings.ToLookup(RepairPlan.KeyOf);
        var left = after.Findings.Where(IsOfIndex).Select(RepairPlan.KeyOf).ToHashSet();
        return Each(report, options,
            finding => !isWritable ? new(RepairStatus.Failed, "The store can only be read; see the report.")
            : IsOfIndex(finding) ? left.Contains(RepairPlan.KeyOf(finding)) ? IndexNotWritten : IndexWritten
            : found[RepairPlan.KeyOf(finding)].FirstOrDefault() is { } ended ? ended.Outcome ?? OfOpening(ended)
            : NotFound(finding, done));
    }

    private static bool IsOfIndex(RecoveryFinding finding) => finding.Recommendation == Recommendations.RebuildIndex;

    // What a database said is not untrue because the database does not answer any more.
    private static RepairOutcome NotFound(RecoveryFinding finding, RecoveryReport now) =>
        finding.Recommendation == Recommendations.MaterializeFromStateDb
            && now.Findings.FirstOrDefault(found => found.Kind == FindingKinds.StateDbUnreadable) is { } unread
            ? new(RepairStatus.Failed, unread.Detail)
            : Gone;

    // What every start does has no outcome of its own: where it could not, it needs a person.
    private static RepairOutcome OfOpening(RecoveryFinding finding) =>
        new(finding.Category == FindingCategory.Ok ? RepairStatus.Repaired : RepairStatus.Failed, finding.Detail);

    private static IReadOnlyList<RecoveryFinding> Each(
        RecoveryReport report, RepairOptions options, Func<RecoveryFinding, RepairOutcome> outcome) =>
        [.. report.Findings.Select(finding => RepairPlan.IsAsked(finding, options)
            ? finding with { Outcome = outcome(finding) }
            : finding.Category == FindingCategory.Ok ? finding
            : finding with { Outcome = new(RepairStatus.Skipped, "It was not asked for.") })];
}
