namespace SessionPersistence;

/// <summary>What became of a write that failed.</summary>
public enum WriteOutcome
{
    /// <summary>Nothing was written; it may be tried again.</summary>
    NotDone,

    /// <summary>It may be on the disk or not; the next start-up finds out.</summary>
    Unknown,
}
