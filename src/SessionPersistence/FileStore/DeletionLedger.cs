using System.Runtime.CompilerServices;
using SessionPersistence.FileStore;

namespace SessionPersistence;

/// <summary>Shows every deletion that ever was: when, of how much, why; and brings deleted sessions back.</summary>
/// <remarks>
/// <para>No line is ever dropped, whatever the number; that a session was deleted is known as long as its store exists.
/// What it held is gone, unless it was deleted with <see cref="DeleteOptions.KeepFor"/>.</para>
/// <para>Get it from an open store (<see cref="FileSessionStore.Deletions"/>), or make one for a directory: then each
/// call opens the store for as long as it takes, without the lock where it only reads, beside a live owner too. Safe
/// for concurrent use.</para>
/// </remarks>
public sealed class DeletionLedger : ISessionDeletions
{
    private readonly StoreVisit _visit;

    /// <summary>Makes one for a directory; does no I/O.</summary>
    /// <param name="directory">The directory of the store.</param>
    /// <param name="environment">The disk, the clock and the log.</param>
    public DeletionLedger(string directory, StoreEnvironment? environment = null) =>
        _visit = new(directory, environment);

    internal DeletionLedger(FileSessionStore store) => _visit = new(store);

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    public async IAsyncEnumerable<DeletedSession> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var deletion in await _visit.ReadAsync(engine => engine.ListDeletions(), cancellationToken)
            .ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return deletion;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    public Task<IReadOnlyList<DeletedSession>> FindAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        return _visit.ReadAsync<IReadOnlyList<DeletedSession>>(
            engine => [.. engine.ListDeletions().Where(deletion => deletion.SessionId == id)], cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreInUseException">Made for a directory: a store has it open.</exception>
    public Task<Session> RestoreAsync(
        DeletedSession deletion, SessionId? newId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deletion);
        if (newId is { } id) Arguments.ThrowIfDefault(id);

        return _visit.WriteAsync(
            engine => engine.Undeleter.RestoreAsync(deletion, newId, cancellationToken), cancellationToken);
    }
}
