namespace SessionPersistence;

/// <summary>Configures a <see cref="TurnJournal"/>.</summary>
/// <remarks>Read once, when the journal is opened; later changes have no effect.</remarks>
public sealed class TurnJournalOptions
{
    /// <summary>Gets or sets the size of the largest record, in bytes; a larger one is refused before anything is
    /// written.</summary>
    /// <value>The default is 16,777,216 (16 MiB). Must be from 1,024 to 268,435,456.</value>
    public int MaxRecordBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets the size of the records of one file, in bytes, at which the next ones go to a new
    /// file.</summary>
    /// <value>The default is 16,777,216 (16 MiB). Must be from 1 to 1,073,741,824.</value>
    public long MaxShardBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how long opening waits for another owner of the directory to close it.</summary>
    /// <value>The default is 10 seconds. Must not be negative.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal TurnJournalOptions Copy() => (TurnJournalOptions)MemberwiseClone();

    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordBytes, 256 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxShardBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxShardBytes, 1024 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(LockTimeout, TimeSpan.Zero);
    }
}
