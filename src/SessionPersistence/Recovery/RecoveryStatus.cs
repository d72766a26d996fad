namespace SessionPersistence;

/// <summary>The sum of a report.</summary>
public enum RecoveryStatus
{
    /// <summary>Nothing is wrong that a person or a repair has to act on.</summary>
    Ok,

    /// <summary>Everything that is wrong can be repaired unattended.</summary>
    Warn,

    /// <summary>Something needs a person.</summary>
    NeedsManualReview,
}
