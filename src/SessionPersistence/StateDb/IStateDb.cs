namespace SessionPersistence;

/// <summary>What recovery asks of a database that another program keeps beside the session files.</summary>
/// <remarks>
/// Only sessions of source <c>webui</c> are read, except by <see cref="FindSessionsAsync"/>. Nothing is ever written.
/// Each call sees the database as it is when the call begins; two calls may see two states of it. Safe for concurrent
/// use.
/// </remarks>
public interface IStateDb
{
    /// <summary>Looks whether the sessions can be read.</summary>
    /// <returns>The condition; never an exception, whatever the file is.</returns>
    Task<StateDbState> InspectAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells which of some sessions have a row, whatever their source.</summary>
    /// <returns>Those that do; <see langword="null"/> when the database cannot tell.</returns>
    Task<IReadOnlySet<SessionId>?> FindSessionsAsync(
        IReadOnlyCollection<SessionId> sessions,
        CancellationToken cancellationToken = default);

    /// <summary>Reads the sessions, those that were started last first; of equal ones the row that was added first
    /// comes first.</summary>
    /// <param name="only">The sessions to read; all when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Observed between rows.</param>
    /// <exception cref="StateDbUnavailableException">The database cannot be read, or not to the end.</exception>
    IAsyncEnumerable<StateDbSession> ReadSessionsAsync(
        IReadOnlyCollection<SessionId>? only = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads the messages of some sessions. Those of one session stand together, in the order in which they
    /// were added.</summary>
    /// <remarks>A session is complete when a message of the next one follows, or the end; only then is it known that it
    /// was read as it is.</remarks>
    /// <param name="sessions">The sessions; in which order they follow is not promised.</param>
    /// <param name="cancellationToken">Observed between rows.</param>
    /// <exception cref="StateDbUnavailableException">The database cannot be read, or not to the end.</exception>
    IAsyncEnumerable<StateDbMessage> ReadMessagesAsync(
        IReadOnlyCollection<SessionId> sessions,
        CancellationToken cancellationToken = default);
}
