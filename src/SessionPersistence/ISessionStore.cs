namespace SessionPersistence;

/// <summary>Keeps sessions durable.</summary>
/// <remarks>
/// <para>When a writing call returns without throwing, its effect survives the loss of the process and of power, on
/// hardware that honours flushes.</para>
/// <para>Every member is safe for concurrent use. Writes to one session take effect one after another, in the order of
/// their revisions; sessions do not wait for each other.</para>
/// <para>A cancellation token is observed until a write is queued. After that it ends the wait only: the write stands,
/// and the caller does not learn its result. A call may do the work of others that wait with it before it returns its
/// task, so that its thread waits for the device, whatever its token says.</para>
/// <para>Nothing here names a file: a database can implement it as well. Errors that a host may meet at run time derive
/// from <see cref="SessionPersistenceException"/>.</para>
/// </remarks>
public interface ISessionStore : IAsyncDisposable
{
    /// <summary>Opens the store and recovers what its last run left. Idempotent; every other call awaits it.</summary>
    /// <param name="cancellationToken">Ends the wait; the opening goes on for other callers.</param>
    /// <returns>What was found, and what was done about it; the same report for every caller.</returns>
    /// <exception cref="StoreInUseException">Another owner has the store; the next call tries again.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be opened now; the next call tries
    /// again.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote the store.</exception>
    Task<RecoveryReport> OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells how the store fares, for a health check. Neither opens nor throws for what it finds; may be asked
    /// every second.</summary>
    Task<StoreHealth> CheckHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates a session.</summary>
    /// <param name="session">What it starts with.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns>The session at its first revision.</returns>
    /// <exception cref="SessionExistsException">The id is taken, or differs from one that is only in case.</exception>
    /// <exception cref="SessionTooLargeException">The messages are more than the store writes at once.</exception>
    /// <exception cref="SessionDeletedException">The id was deleted and <see cref="NewSession.ReplaceDeleted"/> is
    /// off.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<Session> CreateAsync(NewSession session, CancellationToken cancellationToken = default);

    /// <summary>Loads a session; never writes.</summary>
    /// <returns>The newest durable state, or <see langword="null"/> when there is no such session.</returns>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    Task<Session?> LoadAsync(SessionId id, MessageRange range = default, CancellationToken cancellationToken = default);

    /// <summary>Loads what a list shows of a session; its cost does not depend on the number of messages.</summary>
    /// <returns>The newest durable state, or <see langword="null"/> when there is no such session.</returns>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    Task<SessionMetadata?> LoadMetadataAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Lists sessions, one page at a time. A session without a readable copy is left out.</summary>
    /// <param name="query">Which sessions, in which order, from where on.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns>The page; its cost does not depend on how many messages the sessions have.</returns>
    /// <exception cref="ArgumentException"><see cref="SessionQuery.ContinuationToken"/> is not that of an earlier page
    /// in this order.</exception>
    Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Begins a turn: when it returns, what the user said is durable and the model may run.</summary>
    /// <param name="id">The session.</param>
    /// <param name="input">What the user said; at least one message.</param>
    /// <param name="options">What the host says about the turn.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns>
    /// The turn; dispose it. When the id of the options names a turn that has ended, that turn, closed: its
    /// <see cref="Turn.Outcome"/> says how, its verbs throw, and nothing was written. Known are the last 16 turns, and
    /// those that all of their messages are known of (see <see cref="AppendAsync"/>); of these the first messages are
    /// compared.
    /// </returns>
    /// <exception cref="TurnInProgressException">The session has an open turn; it is named.</exception>
    /// <exception cref="IdReusedException">The id of the options names a turn with another input, or one of the
    /// messages, by its <see cref="SessionMessage.Id"/>, is in the session already: a turn is repeated by its
    /// id.</exception>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused. Whatever is thrown: do not run the
    /// model.</exception>
    Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Finds the open turn of a session, to interrupt it from outside.</summary>
    /// <returns>
    /// A handle that does not own the turn: its dispose does nothing. Where the store only reads, its verbs throw
    /// <see cref="StoreReadOnlyException"/>. <see langword="null"/> when no turn is open.
    /// </returns>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    Task<Turn?> FindOpenTurnAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Appends messages outside a turn.</summary>
    /// <remarks>
    /// <para>Messages that are all there already, by their <see cref="SessionMessage.Id"/>s, in their order, and say
    /// the same are a <em>repeat</em>, also where others follow them. Nothing is written, and the answer names the
    /// revision of the write that brought the first of them: to expect it finds what others wrote since. It is 0, which
    /// no session is at, where that is not known any more: after a restart of a store it is known of the last 64 writes
    /// behind the last rewrite.</para>
    /// <para>To say the same is to have the same tokens in the same order of members, apart from the top-level
    /// <c>message_id</c>, <c>turn_id</c>, <c>timestamp</c> and <c>_ts</c>. Known are the last 1,024 messages that the
    /// session shows; what a rewrite took away is unknown.</para>
    /// </remarks>
    /// <param name="id">The session.</param>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="expectedRevision">The revision that the caller has seen, or <see langword="null"/> to append to
    /// whatever is newest.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns>The new revision, and the messages as they are stored; for a repeat those of the first write.</returns>
    /// <exception cref="SessionConflictException">The session is at another revision.</exception>
    /// <exception cref="IdReusedException">One of the messages, by its id, is there already, and this is no repeat: it
    /// says something else, or others are not there. Nothing was written.</exception>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<WriteResult> AppendAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        long? expectedRevision = null,
        CancellationToken cancellationToken = default);

    /// <summary>Replaces the messages of a session, for a reason. Where content is lost, a backup generation keeps
    /// it.</summary>
    /// <param name="id">The session.</param>
    /// <param name="messages">The messages that the session has afterwards: all of them.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expectedRevision">The revision that <paramref name="messages"/> was made from.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns>The new revision, and all of the messages as they are stored; a repeat where the session has them
    /// already.</returns>
    /// <exception cref="SessionConflictException">The session is at another revision.</exception>
    /// <exception cref="TurnInProgressException">A turn is open.</exception>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused, or the backup generation could not be made
    /// durable.</exception>
    Task<WriteResult> RewriteAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        RewriteReason reason,
        long expectedRevision,
        CancellationToken cancellationToken = default);

    /// <summary>Changes attributes of a session; never touches messages.</summary>
    /// <param name="id">The session.</param>
    /// <param name="change">Returns the changed metadata. Must be pure: it runs again when another write came between.
    /// Changing what is not in <see cref="SessionAttributes"/> is an error.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns>The new state; the current one, and nothing written, when the function changed nothing.</returns>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<SessionMetadata> UpdateMetadataAsync(
        SessionId id,
        Func<SessionMetadata, SessionMetadata> change,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes a session, with its backups: nothing but an explicit undelete brings it back. Late writers get
    /// <see cref="SessionNotFoundException"/>.</summary>
    /// <param name="id">The session.</param>
    /// <param name="options">Why, and for how long it can be undeleted; by default it cannot.</param>
    /// <param name="cancellationToken">See the remarks of the type.</param>
    /// <returns><see langword="false"/> when there was no such session.</returns>
    /// <exception cref="SessionCorruptException">It was to be kept, and there is no readable copy of it; nothing was
    /// deleted.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<bool> DeleteAsync(
        SessionId id, DeleteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the turns that are open, in the order of session ids.</summary>
    IAsyncEnumerable<OpenTurn> ListOpenTurnsAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks for a service that this kind of store has, through any wrappers around it.</summary>
    /// <param name="serviceType">The type of the service.</param>
    /// <param name="serviceKey">Which one of that type, where a wrapper has several; no store of this library has
    /// any with a key.</param>
    /// <returns>The service, or <see langword="null"/> when there is none.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
