namespace SessionPersistence.Cli;

internal static class ExitCodes
{
    /// <summary>The answer was given; for <c>audit</c> and <c>repair</c>: and nothing is wrong.</summary>
    public const int Clean = 0;

    /// <summary>Everything that is wrong can be repaired unattended.</summary>
    public const int Repairable = 1;

    /// <summary>Something needs a person.</summary>
    public const int NeedsPerson = 2;

    /// <summary>Wrong usage, a directory that cannot be read, a session that is not there, a store that is in
    /// use.</summary>
    public const int CouldNotRun = 3;

    /// <summary>The state after a repair; what was found to need a person needs one also when it is no longer to be
    /// seen, such as records that were lost.</summary>
    public static int Of(RepairResult result) =>
        result.Actions.Any(finding => finding.Category == FindingCategory.UnsafeToRepair
            && finding.Outcome?.Status is not (RepairStatus.Repaired or RepairStatus.Stale))
            ? NeedsPerson
            : Of(result.After);

    public static int Of(RecoveryReport report) => report.Status switch
    {
        RecoveryStatus.Ok => Clean,
        RecoveryStatus.Warn => Repairable,
        _ => NeedsPerson,
    };
}
