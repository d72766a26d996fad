namespace SessionPersistence.Cli;

/// <summary>How values read in output for programs: the words of hermes-webui, where it has them.</summary>
internal static class Codes
{
    public static string Of(RecoveryStatus status) => status switch
    {
        RecoveryStatus.Ok => "ok",
        RecoveryStatus.Warn => "warn",
        _ => "needs_manual_review",
    };

    public static string Of(FindingCategory category) => category switch
    {
        FindingCategory.Ok => "ok",
        FindingCategory.Repairable => "repairable",
        _ => "unsafe_to_repair",
    };

    public static string Of(RepairStatus status) => status switch
    {
        RepairStatus.Repaired => "repaired",
        RepairStatus.Planned => "planned",
        RepairStatus.Stale => "stale",
        RepairStatus.Failed => "failed",
        _ => "skipped",
    };
}
