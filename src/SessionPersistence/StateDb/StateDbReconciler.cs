using System.Runtime.CompilerServices;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Journal;
using SessionPersistence.Storage;
using SessionPersistence.StateDb;

namespace SessionPersistence;

/// <summary>Makes the session documents that are missing in a directory although a state database has the
/// sessions.</summary>
/// <remarks>
/// <para>The directory is the authority: a document that is there is never changed, nor replaced; of two who make one
/// at the same time, one wins, whole. A session that was deleted, from the store or by another program that left a
/// tombstone, stays deleted. A new document is of format 1, revision 1, of a new life.</para>
/// <para>Each call takes the lock of the store, waiting up to 10 seconds for its owner to close; in memory it has some
/// hundred rows and the messages of at most 19 sessions, however many there are.</para>
/// </remarks>
public sealed class StateDbReconciler
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    private readonly IStateDb _stateDb;
    private readonly StoreDirectory _directory;
    private readonly TimeProvider _time;

    /// <summary>Names a directory and a database; does no I/O.</summary>
    /// <param name="directory">The directory of the store; it is made when it is missing.</param>
    /// <param name="stateDb">The database.</param>
    /// <param name="environment">The disk, and the clock that the wait for the lock goes by.</param>
    public StateDbReconciler(string directory, IStateDb stateDb, StoreEnvironment? environment = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(stateDb);

        environment ??= new();
        _stateDb = stateDb;
        _directory = new(environment.Disk, Path.GetFullPath(directory));
        _time = environment.Time;
    }

    /// <summary>Gets the largest document that is made, in bytes: what the store reads, by
    /// <see cref="FileSessionStoreOptions.MaxDocumentBytes"/>.</summary>
    /// <value>The default is 268,435,456 (256 MiB). Must be from 1 to 1,073,741,824.</value>
    public long MaxDocumentBytes
    {
        get;
        init
        {
            DocumentReader.ThrowIfOutOfRange(value);
            field = value;
        }
    } = DocumentReader.DefaultMaxBytes;

    /// <summary>Gets how many documents are written at a time: tests that replay every step need 1.</summary>
    internal int Degree { get; init; } = Reconciliation.DefaultDegree;

    /// <summary>Makes all documents that are missing. Sessions without messages are left to a person.</summary>
    /// <param name="cancellationToken">Observed between sessions.</param>
    /// <returns>One outcome for each row, in the order of <see cref="IStateDb.ReadSessionsAsync"/>; what an outcome
    /// says is there, is durable when it is given.</returns>
    /// <exception cref="StateDbUnavailableException">The database cannot be read, or not to the end; the outcomes
    /// before stand.</exception>
    /// <exception cref="StoreInUseException">A store has the directory open.</exception>
    /// <exception cref="StoreUnavailableException">The directory cannot hold a store, or its records of deletions
    /// cannot be read.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote the store.</exception>
    public async IAsyncEnumerable<StateDbOutcome> ReconcileAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var owned = await StoreLock.OwnAsync(_directory, LockTimeout, _time, cancellationToken)
            .ConfigureAwait(false);
        await foreach (var outcome in Start().RunAsync(only: null, cancellationToken).ConfigureAwait(false))
            yield return outcome;
    }

    /// <summary>Makes the document of one session because a person wants it, also when it has no messages.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Observed until the document is written.</param>
    /// <returns>What became of it. A deletion that is known stands; one that may have been lost with damaged records
    /// does not.</returns>
    /// <inheritdoc cref="ReconcileAsync" path="/exception"/>
    public async Task<StateDbOutcome> MaterialiseAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        using var owned = await StoreLock.OwnAsync(_directory, LockTimeout, _time, cancellationToken)
            .ConfigureAwait(false);
        return await Start().MaterialiseAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private Reconciliation Start() =>
        new(_stateDb, _directory, new(_directory.Disk, new HermesDocumentReader(), MaxDocumentBytes),
            [StoreVeto.Read(_directory), HermesTombstones.Read(_directory)]) { Degree = Degree };
}
