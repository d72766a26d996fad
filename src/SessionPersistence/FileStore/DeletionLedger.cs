using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using SessionPersistence.FileStore;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>Shows every deletion that ever was: when, of how much, why.</summary>
/// <remarks>
/// <para>No line is ever dropped, whatever the number; that a session was deleted is known as long as its store exists.
/// What it held is gone.</para>
/// <para>Get it from an open store by <see cref="ISessionStore.GetService"/>, or make one for a directory; it only
/// reads, beside a live owner too. Safe for concurrent use.</para>
/// </remarks>
public sealed class DeletionLedger
{
    private readonly StoreVisit _visit;

    /// <summary>Makes one for a directory; does no I/O.</summary>
    /// <param name="directory">The directory of the store.</param>
    /// <param name="fileSystem">The disk; the computer's own by default.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where to log; nowhere by default.</param>
    public DeletionLedger(string directory, DurableFileSystem? fileSystem = null, TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null) =>
        _visit = new(directory, fileSystem, timeProvider, loggerFactory);

    internal DeletionLedger(FileSessionStore store) => _visit = new(store);

    /// <summary>Lists all deletions that were acknowledged, by time, then by id.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    public async IAsyncEnumerable<DeletedSession> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var deletion in await _visit.ReadAsync(engine => engine.Deletions(), cancellationToken)
            .ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return deletion;
        }
    }

    /// <summary>Returns the deletions of one id, by time; empty when it never was deleted.</summary>
    /// <exception cref="StoreUnavailableException">The directory cannot be read.</exception>
    public Task<IReadOnlyList<DeletedSession>> FindAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        return _visit.ReadAsync<IReadOnlyList<DeletedSession>>(
            engine => [.. engine.Deletions().Where(deletion => deletion.SessionId == id)], cancellationToken);
    }
}
