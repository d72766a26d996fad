using Microsoft.Extensions.Logging;
using SessionPersistence.FileStore;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>Shows what sessions were before they lost content, and brings it back.</summary>
/// <remarks>
/// <para>Before a rewrite takes content from a session, the store keeps what it was as a backup generation: one whole
/// document, stamped with the reason and the time. The most valuable one that nobody acknowledged is
/// <c>&lt;id&gt;.json.bak</c>; more messages count more, then more bytes. A lesser one never takes its place: it
/// becomes <c>.bak.&lt;n&gt;</c>. How many and how old is bounded by <see cref="FileSessionStoreOptions.MaxBackups"/>
/// and <see cref="FileSessionStoreOptions.MaxBackupAge"/>. Nothing that was taken away on purpose is ever brought back
/// by itself.</para>
/// <para>Get it from an open store by <see cref="ISessionStore.GetService"/>, or make one for a directory that no store
/// has open: then each call opens the store for as long as it takes, without the lock where it only reads. Safe for
/// concurrent use. A cancellation token is observed until a change begins.</para>
/// </remarks>
public sealed class BackupGuard
{
    private readonly StoreVisit _visit;

    /// <summary>Makes one for a directory; does no I/O.</summary>
    /// <param name="directory">The directory of the store.</param>
    /// <param name="fileSystem">The disk; the computer's own by default.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where to log; nowhere by default.</param>
    public BackupGuard(string directory, DurableFileSystem? fileSystem = null, TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null) =>
        _visit = new(directory, fileSystem, timeProvider, loggerFactory);

    internal BackupGuard(FileSessionStore store) => _visit = new(store);

    /// <summary>Lists the generations of a session, the most valuable first. Reads the heads of their files
    /// only.</summary>
    /// <returns>Empty when there is none, and when the session was deleted.</returns>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    public Task<IReadOnlyList<BackupGeneration>> ListAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        return _visit.ReadAsync(engine => engine.Backups.List(id), cancellationToken);
    }

    /// <summary>Loads what a generation holds; never writes.</summary>
    /// <returns>The session as it was, at the revision that it had; <see langword="null"/> when the generation is
    /// gone.</returns>
    /// <exception cref="SessionCorruptException">The file cannot be read.</exception>
    public Task<Session?> LoadAsync(BackupGeneration generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);

        return _visit.ReadAsync(engine => engine.Backups.Load(generation), cancellationToken);
    }

    /// <summary>Brings a generation back: its messages, and what describes them, become the session's; title, pin,
    /// archive, project and model stay what they are now.</summary>
    /// <param name="generation">The generation, as it was listed. It stays.</param>
    /// <param name="expectedRevision">The revision that the caller has seen, or <see langword="null"/> for whatever is
    /// newest.</param>
    /// <param name="cancellationToken">Observed until the write is queued.</param>
    /// <returns>The new revision; the present one, and nothing written, when the session is what the generation
    /// holds.</returns>
    /// <remarks>
    /// What the session is now becomes a generation first, durably; then one record makes it what it was. A session
    /// whose document is damaged or gone is brought back as well: the damaged file goes to quarantine, and messages
    /// that the journal has of it since are put behind those of the generation.
    /// </remarks>
    /// <exception cref="SessionConflictException">The session is at another revision, or the generation is
    /// gone.</exception>
    /// <exception cref="TurnInProgressException">A turn is open.</exception>
    /// <exception cref="SessionCorruptException">The generation cannot be read.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="StoreInUseException">Made for a directory: a store has it open.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public Task<long> RestoreAsync(
        BackupGeneration generation, long? expectedRevision = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);

        return _visit.WriteAsync(
            engine => engine.Backups.RestoreAsync(generation, expectedRevision, cancellationToken), cancellationToken);
    }

    /// <summary>Notes that the loss was meant: the generation then yields its place to any other, and is the first to
    /// go when there are too many.</summary>
    /// <returns><see langword="false"/> when it is gone.</returns>
    /// <remarks>Durable when it returns; the note stands in the file of the generation itself.</remarks>
    /// <exception cref="SessionCorruptException">The file cannot be read.</exception>
    /// <exception cref="StoreInUseException">Made for a directory: a store has it open.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public Task<bool> AcknowledgeAsync(BackupGeneration generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);

        return _visit.WriteAsync(
            engine => engine.Backups.AcknowledgeAsync(generation, cancellationToken), cancellationToken);
    }

    /// <summary>Removes a generation for good.</summary>
    /// <returns><see langword="false"/> when it was gone already.</returns>
    /// <remarks>Durable when it returns. Where it was the most valuable one, the best of the others takes its
    /// place.</remarks>
    /// <exception cref="StoreInUseException">Made for a directory: a store has it open.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public Task<bool> DeleteAsync(BackupGeneration generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);

        return _visit.WriteAsync(
            engine => engine.Backups.DeleteAsync(generation, cancellationToken), cancellationToken);
    }
}
