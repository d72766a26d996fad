namespace SessionPersistence;

/// <summary>Whether a store may write.</summary>
public enum StoreAccess
{
    /// <summary>Reads and writes; the one owner of its directory.</summary>
    ReadWrite,

    /// <summary>Reads only, without the lock, beside a live owner; writes throw <see cref="StoreReadOnlyException"/>.</summary>
    ReadOnly,
}
