using SessionPersistence.FileStore;

namespace SessionPersistence;

/// <summary>Shows what sessions were before they lost content, and brings it back.</summary>
/// <remarks>
/// <para>Before a rewrite takes content from a session, the store keeps what it was as a backup generation: one whole
/// document, stamped with the reason and the time. The most valuable one that nobody acknowledged is
/// <c>&lt;id&gt;.json.bak</c>; more messages count more, then more bytes. A lesser one never takes its place: it
/// becomes <c>.bak.&lt;n&gt;</c>. How many and how old is bounded by <see cref="FileSessionStoreOptions.MaxBackups"/>
/// and <see cref="FileSessionStoreOptions.MaxBackupAge"/>. Nothing that was taken away on purpose is ever brought back
/// by itself.</para>
/// <para>Get it from an open store (<see cref="FileSessionStore.Backups"/>), or make one for a directory that no store
/// has open. Then each call opens the store for as long as it takes, without the lock where it only reads; a change
/// throws <see cref="StoreInUseException"/> where another store has it.</para>
/// </remarks>
public sealed class BackupGuard : ISessionBackups
{
    private readonly StoreVisit _visit;

    /// <summary>Makes one for a directory; does no I/O.</summary>
    /// <param name="directory">The directory of the store.</param>
    /// <param name="environment">The disk, the clock and the log.</param>
    public BackupGuard(string directory, StoreEnvironment? environment = null) =>
        _visit = new(directory, environment);

    internal BackupGuard(FileSessionStore store) => _visit = new(store);

    /// <inheritdoc/>
    /// <remarks>Reads the heads of their files only.</remarks>
    public Task<IReadOnlyList<SessionBackup>> ListAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        return _visit.ReadAsync(engine => engine.Backups.List(id), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Session> LoadAsync(SessionBackup backup, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backup);

        return _visit.ReadAsync(engine => engine.Backups.Load(backup), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What the session is now becomes a generation first, durably; then one record makes it what it was. A session
    /// whose document is damaged or gone is brought back as well: the damaged file goes to quarantine, and messages
    /// that the journal has of it since are put behind those of the generation.
    /// </remarks>
    public Task<WriteResult> RestoreAsync(
        SessionBackup backup, long? expectedRevision = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backup);

        return _visit.WriteAsync(
            engine => engine.Backups.RestoreAsync(backup, expectedRevision, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The note stands in the file of the generation itself.</remarks>
    public Task<bool> AcknowledgeAsync(SessionBackup backup, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backup);

        return _visit.WriteAsync(
            engine => engine.Backups.AcknowledgeAsync(backup, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Where it was the most valuable one, the best of the others takes its place.</remarks>
    public Task<bool> DeleteAsync(SessionBackup backup, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backup);

        return _visit.WriteAsync(engine => engine.Backups.DeleteAsync(backup, cancellationToken), cancellationToken);
    }
}
