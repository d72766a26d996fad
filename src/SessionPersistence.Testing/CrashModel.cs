namespace SessionPersistence.Testing;

/// <summary>What a disk may have kept of the things it was not asked to keep, when the power goes.</summary>
public enum CrashModel
{
    /// <summary>
    /// All that POSIX allows: any subset of the pending changes of names, and any sectors of the pending writes,
    /// whatever the length of the file says. What survives this survives ext4, xfs, btrfs and APFS.
    /// </summary>
    StrictPosix,

    /// <summary>
    /// What ext4 with <c>data=ordered</c> does: changes of names are kept as a prefix, a file flush keeps all earlier
    /// ones, new bytes reach the disk before the length that covers them, and a rename over another file writes out the
    /// bytes of the new one first.
    /// </summary>
    Ext4Ordered,
}
