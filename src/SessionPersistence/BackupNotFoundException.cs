namespace SessionPersistence;

/// <summary>A backup was changed or removed since it was listed: list again.</summary>
/// <param name="backup">The backup, as it was listed.</param>
public sealed class BackupNotFoundException(SessionBackup backup)
    : SessionPersistenceException(
        $"Backup {backup?.Number} of session '{backup?.SessionId}' is no longer what was listed.")
{
    /// <summary>Gets the backup, as it was listed.</summary>
    public SessionBackup Backup { get; } = backup ?? throw new ArgumentNullException(nameof(backup));
}
