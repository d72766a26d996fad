namespace SessionPersistence;

/// <summary>What an event has reached when the call that appends it returns.</summary>
public enum Durability
{
    /// <summary>The disk: it survives the end of the process and the loss of power, on hardware that honours
    /// flushes.</summary>
    FlushedToDisk,

    /// <summary>Memory: it is on disk with the next flush, at most about 250 ms later. A process that ends before that
    /// loses it.</summary>
    Buffered,
}
