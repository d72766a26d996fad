namespace SessionPersistence.Recovery;

/// <summary>What of the findings is to be mended: all that can be, nothing, or what a report says and a caller asked
/// for.</summary>
internal sealed class RepairPlan
{
    private readonly Func<RecoveryFinding, bool> _allows;

    private RepairPlan(Func<RecoveryFinding, bool> allows) => _allows = allows;

    /// <summary>Gets the sessions that a caller asked for: they are examined whether or not start-up would look at
    /// them.</summary>
    public IReadOnlyCollection<SessionId> Sessions { get; private init; } = [];

    /// <summary>Gets whether a person, or a host, asked for it: then every file is read whole whose content nobody
    /// vouches for.</summary>
    public bool IsThorough { get; private init; }

    public static RepairPlan Everything { get; } = new(finding => finding.Category == FindingCategory.Repairable);

    public static RepairPlan Nothing { get; } = new(_ => false);

    /// <summary>Makes a plan of a report: what is not so any more, or was not in it, is not mended.</summary>
    public static RepairPlan Of(RecoveryReport report, RepairOptions options)
    {
        var asked = report.Findings.Where(finding => IsAsked(finding, options)).ToList();
        var keys = asked.Select(KeyOf).ToHashSet();
        return new(finding => keys.Contains(KeyOf(finding)) && IsAsked(finding, options))
        {
            IsThorough = true,
            Sessions = [.. asked.Select(finding => finding.SessionId).OfType<SessionId>().Distinct()],
        };
    }

    /// <summary>Whether a finding is to be mended.</summary>
    public bool Allows(RecoveryFinding finding) => _allows(finding);

    /// <summary>Whether a caller asked for a finding to be mended.</summary>
    public static bool IsAsked(RecoveryFinding finding, RepairOptions options) =>
        (options.SessionIds is null || (finding.SessionId is { } id && options.SessionIds.Contains(id)))
        && (finding.Category == FindingCategory.Repairable
            || (options.Merge
                && finding.Recommendation is Recommendations.MergeBackup or Recommendations.MergeHistories)
            || (options.Salvage && finding.Recommendation == Recommendations.SalvageMessages));

    /// <summary>Returns what makes two findings the same one, seen twice. How long the session is matters where it is
    /// compared with a backup.</summary>
    public static (string Kind, SessionId? Session, string? RawId, TurnId? Turn, string? Path, int? Live, int? Backup)
        KeyOf(RecoveryFinding finding) =>
        (finding.Kind, finding.SessionId, finding.RawId, finding.TurnId, finding.Path,
            finding.BackupMessages is null ? null : finding.LiveMessages, finding.BackupMessages);
}
