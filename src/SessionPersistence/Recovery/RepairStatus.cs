namespace SessionPersistence;

/// <summary>How the repair of one finding ended.</summary>
public enum RepairStatus
{
    /// <summary>It is mended, and durable.</summary>
    Repaired,

    /// <summary>It would be mended: this was a dry run, which writes nothing.</summary>
    Planned,

    /// <summary>What the report saw is not so any more: nothing was done. A new scan says what is.</summary>
    Stale,

    /// <summary>It could not be mended; what was there still is.</summary>
    Failed,

    /// <summary>It was not asked for: left out by the options, or a person has to decide.</summary>
    Skipped,
}
