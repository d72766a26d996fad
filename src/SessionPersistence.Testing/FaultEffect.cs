namespace SessionPersistence.Testing;

/// <summary>What an operation does when a <see cref="FaultPlan"/> strikes it.</summary>
public enum FaultEffect
{
    /// <summary>Nothing happens, and the caller gets the error. A flush that fails so may be tried again.</summary>
    NotApplied,

    /// <summary>It happens, and the caller gets the error all the same, as on a network file system.</summary>
    Applied,

    /// <summary>A first part of the bytes is written, and the caller gets the error.</summary>
    PartlyApplied,

    /// <summary>A flush fails and what it should have kept can be read but never becomes durable; a later flush of the
    /// file succeeds.</summary>
    PagesDropped,

    /// <summary>A flush drops what it should have kept and reports success.</summary>
    PagesDroppedSilently,

    /// <summary>One bit of what is read is wrong. The file stays as it is.</summary>
    BitFlipped,

    /// <summary>One sector of what is read is NUL. The file stays as it is.</summary>
    SectorBlank,

    /// <summary>The operation waits until <see cref="CrashFault.Release"/>, then does what it should.</summary>
    Hangs,
}
