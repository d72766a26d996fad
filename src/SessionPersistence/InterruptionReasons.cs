namespace SessionPersistence;

/// <summary>Reasons why a turn ended without its answer. Hosts may use others.</summary>
public static class InterruptionReasons
{
    /// <summary>A person stopped it.</summary>
    public const string Stopped = "stopped";

    /// <summary>The caller cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The model, or the host, failed.</summary>
    public const string Failed = "failed";

    /// <summary>Its handle was disposed before it was completed.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>Its process ended, and the next start of the store found it open.</summary>
    public const string OwnerLost = "owner_lost";

    /// <summary>The store was closed.</summary>
    public const string StoreClosed = "store_closed";

    /// <summary>Its session was deleted.</summary>
    public const string SessionDeleted = "session_deleted";
}
