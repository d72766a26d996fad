namespace SessionPersistence;

/// <summary>What opening a store does about what it finds.</summary>
/// <remarks>Whatever is chosen: the journal is replayed, turns of former owners are ended, and deletions are
/// finished.</remarks>
public enum StartupRecovery
{
    /// <summary>What can be repaired unattended is repaired, and told.</summary>
    Repair,

    /// <summary>It is told, and left for a repair that is asked for.</summary>
    AuditOnly,
}
