namespace SessionPersistence;

/// <summary>How a store fares, and how bad one issue of it is: the later, the worse.</summary>
public enum StoreStatus
{
    /// <summary>It has not been opened yet; the first call opens it.</summary>
    NotOpen,

    /// <summary>Everything that was taken is on its way to the disk or there.</summary>
    Healthy,

    /// <summary>It reads and writes, but something needs a look: what it is says the issue.</summary>
    Degraded,

    /// <summary>It takes no writes; reads go on.</summary>
    ReadOnly,

    /// <summary>It could not be opened, or is closed.</summary>
    Unavailable,
}
