namespace SessionPersistence;

/// <summary>What start-up or a scan saw.</summary>
/// <param name="Findings">What was found, in a stable order; empty when nothing was wrong.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveryFinding> Findings, TimeSpan Duration)
{
    /// <summary>Gets what the directory was, before anything was done in it.</summary>
    public DirectoryKind Directory { get; internal init; }

    /// <summary>Gets how many names are those of session files, of damaged files and of directories too.</summary>
    internal int SessionFiles { get; init; }

    /// <summary>Gets how many sessions have a backup and no file.</summary>
    internal int OrphanBackups { get; init; }

    /// <summary>Gets the sums; the files of them as they were before anything was repaired.</summary>
    public RecoveryCounts Counts =>
        new(SessionFiles, OrphanBackups, CountOf(FindingCategory.Repairable), CountOf(FindingCategory.UnsafeToRepair));

    /// <summary>Gets the worst that the findings say.</summary>
    public RecoveryStatus Status => Findings.Select(f => f.Category).DefaultIfEmpty().Max() switch
    {
        FindingCategory.UnsafeToRepair => RecoveryStatus.NeedsManualReview,
        FindingCategory.Repairable => RecoveryStatus.Warn,
        _ => RecoveryStatus.Ok,
    };

    /// <summary>Returns the status and the number of findings, and a line for each.</summary>
    public override string ToString() =>
        string.Join('\n', [$"{Status}, {Findings.Count} findings", .. Findings.Select(finding => finding.ToString())]);

    private int CountOf(FindingCategory category) => Findings.Count(finding => finding.Category == category);
}
