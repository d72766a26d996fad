using SessionPersistence.Backup;
using SessionPersistence.StateDb;

namespace SessionPersistence;

/// <summary>Configures a file-backed session store.</summary>
/// <remarks>Read once, when the store is built; later changes have no effect.</remarks>
public sealed class FileSessionStoreOptions
{
    /// <summary>Gets or sets the directory of the store; it is created when it is missing, except with
    /// <see cref="StoreAccess.ReadOnly"/>.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Gets or sets whether the store may write.</summary>
    public StoreAccess Access { get; set; }

    /// <summary>Gets or sets what opening does about what it finds.</summary>
    /// <value>The default is <see cref="SessionPersistence.StartupRecovery.Repair"/>. With
    /// <see cref="StoreAccess.ReadOnly"/> nothing is repaired.</value>
    public StartupRecovery StartupRecovery { get; set; }

    /// <summary>Gets or sets the database in which another program keeps the sessions too.</summary>
    internal IStateDb? StateDb { get; set; }

    /// <summary>Gets or sets how long opening waits for another owner of the directory to close it.</summary>
    /// <value>The default is 10 seconds. Must not be negative.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the largest session file that is read, in bytes; a larger one is reported as damaged and
    /// not touched, and none is written.</summary>
    /// <value>The default is 268,435,456 (256 MiB). Must be from 1 to 1,073,741,824.</value>
    public long MaxDocumentBytes { get; set; } = Documents.DocumentReader.DefaultMaxBytes;

    /// <summary>Gets or sets the size of a shard of the journal, in bytes of records, at which the next batch goes to a
    /// new one.</summary>
    /// <remarks>
    /// The journal holds a few shards more than this one, and what is waiting for its documents: a small disk wants a
    /// smaller value. A batch that is larger goes to one shard all the same.
    /// </remarks>
    /// <value>The default is 16,777,216 (16 MiB). Must be from 1 to 1,073,741,824.</value>
    public long MaxShardBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets the largest record of a caller, in bytes: what one call writes, with a little around it. A
    /// larger one is misuse, and nothing is written.</summary>
    /// <remarks>What the store puts together itself (partial text, the ending of an interrupted turn, a merge, a
    /// restore, a repair) is not limited.</remarks>
    /// <value>The default is 16,777,216 (16 MiB). Must be from 1,024 to 268,435,456.</value>
    public int MaxRecordBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how many backup generations of one session are kept.</summary>
    /// <remarks>The most valuable one that nobody acknowledged is never among those that go, nor is the
    /// newest.</remarks>
    /// <value>The default is 10. Must be at least 2.</value>
    public int MaxBackups { get; set; } = 10;

    /// <summary>Gets or sets how old a backup generation may become; older ones go when the next one of the session is
    /// kept.</summary>
    /// <remarks>The most valuable one that nobody acknowledged stays, however old it is. Ages count from the newest
    /// time that was recorded before the store was opened: while the wall clock is more than a day away from that, none
    /// goes because of its age.</remarks>
    /// <value>The default is 90 days. <see langword="null"/> for any age; else it must be positive.</value>
    public TimeSpan? MaxBackupAge { get; set; } = TimeSpan.FromDays(90);

    internal BackupLimits BackupLimits => new(MaxBackups, MaxBackupAge);

    /// <summary>Gets or sets how many files recovery writes at a time: tests that replay every step need 1.</summary>
    internal int RecoveryDegree { get; set; } = Reconciliation.DefaultDegree;

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
        Documents.DocumentReader.ThrowIfOutOfRange(MaxDocumentBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxShardBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxShardBytes, 1024L * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordBytes, 256 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBackups, 2);
        if (MaxBackupAge is { } age)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(MaxBackupAge));
    }
}
