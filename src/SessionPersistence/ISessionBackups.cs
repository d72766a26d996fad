namespace SessionPersistence;

/// <summary>The backups of a store: what sessions were before they lost content. An ability that not every store has;
/// ask <see cref="ISessionStore.GetService"/>.</summary>
/// <remarks>Safe for concurrent use. A cancellation token is observed until a change begins.</remarks>
public interface ISessionBackups
{
    /// <summary>Lists the backups of a session, the most valuable first.</summary>
    /// <returns>Empty when there is none, and when the session was deleted.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<IReadOnlyList<SessionBackup>> ListAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Loads what a backup holds; never writes.</summary>
    /// <returns>The session as it was, at the revision that it had.</returns>
    /// <exception cref="BackupNotFoundException">The backup is no longer what was listed.</exception>
    /// <exception cref="SessionCorruptException">It cannot be read.</exception>
    Task<Session> LoadAsync(SessionBackup backup, CancellationToken cancellationToken = default);

    /// <summary>Brings a backup back: its messages, and what describes them, become the session's; title, pin, archive,
    /// project and model stay what they are now. What the session is now becomes a backup first.</summary>
    /// <param name="backup">The backup, as it was listed. It stays.</param>
    /// <param name="expectedRevision">The revision that the caller has seen, or <see langword="null"/> for whatever is
    /// newest.</param>
    /// <param name="cancellationToken">Observed until the write is queued.</param>
    /// <returns>The new revision, and the messages that the session has; a repeat, and nothing written, when it is what
    /// the backup holds.</returns>
    /// <exception cref="BackupNotFoundException">The backup is no longer what was listed.</exception>
    /// <exception cref="SessionConflictException">The session is at another revision.</exception>
    /// <exception cref="TurnInProgressException">A turn is open.</exception>
    /// <exception cref="SessionCorruptException">The backup cannot be read.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<WriteResult> RestoreAsync(
        SessionBackup backup, long? expectedRevision = null, CancellationToken cancellationToken = default);

    /// <summary>Notes that the loss was meant: the backup then yields its place to any other, and is the first to go
    /// when there are too many. Durable when it returns.</summary>
    /// <returns><see langword="false"/> when it is gone.</returns>
    /// <exception cref="SessionCorruptException">It cannot be read.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<bool> AcknowledgeAsync(SessionBackup backup, CancellationToken cancellationToken = default);

    /// <summary>Removes a backup for good. Durable when it returns.</summary>
    /// <returns><see langword="false"/> when it was gone already.</returns>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<bool> DeleteAsync(SessionBackup backup, CancellationToken cancellationToken = default);
}
