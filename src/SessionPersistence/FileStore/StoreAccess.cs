namespace SessionPersistence;

/// <summary>Whether a store may write.</summary>
public enum StoreAccess
{
    /// <summary>Reads and writes; the one owner of its directory.</summary>
    ReadWrite,

    /// <summary>Reads only, without the lock, beside a live owner: what is there when the store is opened. To see what
    /// was written since, open another. Writes throw <see cref="StoreReadOnlyException"/>.</summary>
    ReadOnly,
}
