namespace SessionPersistence;

/// <summary>Configures a file-backed session store.</summary>
/// <remarks>Read once, when the store is built; later changes have no effect.</remarks>
public sealed class FileSessionStoreOptions
{
    /// <summary>Gets or sets the directory of the store; it is created when it is missing, except with <see cref="StoreAccess.ReadOnly"/>.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Gets or sets whether the store may write.</summary>
    public StoreAccess Access { get; set; }

    /// <summary>Gets or sets how long opening waits for another owner of the directory to close it.</summary>
    /// <value>The default is 10 seconds. Must not be negative.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the largest session file that is read, in bytes; a larger one is reported as damaged and not touched, and none is written.</summary>
    /// <value>The default is 268,435,456 (256 MiB). Must be from 1 to 1,073,741,824.</value>
    public long MaxDocumentBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Gets or sets the size of records in bytes at which the next batch goes to a new shard: no host needs another one, tests do.</summary>
    internal long MaxShardBytes { get; set; } = 16 * 1024 * 1024;

    internal FileSessionStoreOptions Copy()
    {
        var copy = (FileSessionStoreOptions)MemberwiseClone();

        // A host may change its working directory; the store stays where it was asked to be.
        copy.Directory = Path.GetFullPath(Directory);
        return copy;
    }

    internal void ThrowIfInvalid()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(LockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDocumentBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDocumentBytes, 1024L * 1024 * 1024);
    }
}
