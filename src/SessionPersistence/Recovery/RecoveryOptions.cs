using SessionPersistence.StateDb;

namespace SessionPersistence;

/// <summary>Configures a <see cref="RecoveryScanner"/>.</summary>
/// <remarks>Read once, when the scanner is built; later changes have no effect.</remarks>
public sealed class RecoveryOptions
{
    /// <summary>Gets or sets the directory of the sessions; a scan never creates it.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Gets or sets whether the further backup generations are read whole too, as every session file and its
    /// backup is in any case.</summary>
    /// <value>The default is <see langword="false"/>: nothing needs them before somebody restores one.</value>
    public bool Deep { get; set; }

    /// <summary>Gets or sets the database in which another program keeps the sessions too.</summary>
    internal IStateDb? StateDb { get; set; }

    /// <summary>Gets or sets how long a repair waits for another owner of the directory to close it.</summary>
    /// <value>The default is 10 seconds. Must not be negative.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the largest session file that is read, in bytes.</summary>
    /// <value>The default is 268,435,456 (256 MiB). Must be from 1 to 1,073,741,824.</value>
    public long MaxDocumentBytes { get; set; } = Documents.DocumentReader.DefaultMaxBytes;

    /// <summary>Gets or sets how many files are written at a time: tests that replay every step need 1.</summary>
    internal int Degree { get; set; } = Reconciliation.DefaultDegree;

    internal RecoveryOptions Copy()
    {
        var copy = (RecoveryOptions)MemberwiseClone();
        copy.Directory = Path.GetFullPath(Directory);
        return copy;
    }

    internal void ThrowIfInvalid()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(LockTimeout, TimeSpan.Zero);
        Documents.DocumentReader.ThrowIfOutOfRange(MaxDocumentBytes);
    }
}
