using SessionPersistence.Stores;

namespace SessionPersistence;

/// <summary>One exchange that has begun: what the user said is durable, the answer is to come.</summary>
/// <remarks>
/// <para>This class owns the states; a store derives from it and implements one write. Dispose without
/// <see cref="CompleteAsync"/> interrupts the turn. It never throws for an I/O error: an unclosed turn means the same
/// to the next start. It does nothing once an ending was handed over, so a turn never gets two.</para>
/// <para>Safe for concurrent use. Verbs on a turn that has ended, or is ending, throw
/// <see cref="TurnEndedException"/>.</para>
/// </remarks>
public abstract class Turn : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _owned;
    private Phase _phase;
    private TurnOutcome? _outcome;
    private string? _reason;
    private bool _disposedWhileEnding;
    private bool _isSessionGone;
    private bool _isStopped;
    private bool _isWatched;
    private CancellationTokenSource? _stopping;

    /// <summary>Makes a handle of a turn.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="id">The turn.</param>
    /// <param name="ownership">Whether dispose interrupts the turn.</param>
    /// <param name="outcome">How the turn ended, for a closed handle; <see langword="null"/> while it is open.</param>
    protected Turn(SessionId sessionId, TurnId id, TurnOwnership ownership, TurnOutcome? outcome = null)
    {
        SessionId = sessionId;
        Id = id;
        _owned = ownership == TurnOwnership.Owner;
        _outcome = outcome;
        (_phase, _isStopped) = outcome is null ? (Phase.Open, false) : (Phase.Ended, true);
    }

    private enum Phase
    {
        Open,
        Ending,
        Ended,
    }

    /// <summary>Gets the session that the turn belongs to.</summary>
    public SessionId SessionId { get; }

    /// <summary>Gets the id of the turn.</summary>
    public TurnId Id { get; }

    /// <summary>Gets how the turn ended; <see langword="null"/> while it is open, or its ending is under way. It knows
    /// of every ending within this process.</summary>
    public TurnOutcome? Outcome
    {
        get
        {
            WatchOnce();
            lock (_gate) return _outcome;
        }
    }

    /// <summary>Gets why the turn ended without its answer: a constant of <see cref="InterruptionReasons"/>, or the
    /// host's; <see langword="null"/> where it is not known, or there is none.</summary>
    public string? InterruptionReason
    {
        get
        {
            WatchOnce();
            lock (_gate) return _reason;
        }
    }

    /// <summary>Gets a token that is cancelled when anything but a verb of this handle ends the turn, or makes its
    /// completion impossible: give it to the model.</summary>
    /// <remarks>
    /// <para>Another handle ends the turn, its session is deleted, the store is closed or takes no writes any more.
    /// Within this process the token is cancelled when the call that did it returns. On the closed handle of a repeated
    /// request it is cancelled from the beginning.</para>
    /// <para>Callbacks run on the thread pool: one that blocks delays only those that are registered on the same token.
    /// An exception of one goes to <see cref="TaskScheduler.UnobservedTaskException"/>. The token can be read after
    /// dispose.</para>
    /// </remarks>
    public CancellationToken Stopping
    {
        get
        {
            CancellationTokenSource source;
            lock (_gate)
            {
                if (_isStopped && _stopping is null) return new(canceled: true);

                source = _stopping ??= new();
            }

            WatchOnce();
            return source.Token;
        }
    }

    /// <summary>Adds to the text of an answer that is still being made; kept as a partial message if the answer never
    /// completes.</summary>
    /// <remarks>
    /// Until the next messages of the turn are appended: they are taken to hold the text, so give them what was
    /// reported. Never throws because the turn has ended: then the text is dropped.
    /// </remarks>
    /// <param name="text">What came since the last call. Call it per token: it is coalesced, and durable within about
    /// half a second.</param>
    public void ReportText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_gate)
        {
            if (_phase != Phase.Open) return;
        }

        if (text.Length > 0) _ = WriteAsync(new(TurnWriteKind.Progress) { Text = text });
    }

    /// <summary>Appends messages of the turn: call it with a tool call before the tool acts.</summary>
    /// <remarks>
    /// Durable when it returns. The text reported by <see cref="ReportText"/> so far is taken to be part of these
    /// messages. Messages that are there already, by their <see cref="SessionMessage.Id"/>s, and say the same are a
    /// repeat: nothing is written; see <see cref="ISessionStore.AppendAsync"/>.
    /// </remarks>
    /// <param name="messages">The messages, oldest first; at least one.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>.</param>
    /// <returns>The new revision of the session, and the messages as they are stored.</returns>
    /// <exception cref="ArgumentException">Two of the messages have the same id.</exception>
    /// <exception cref="IdReusedException">One of the messages, by its id, is there already, and this is no repeat;
    /// nothing was written, the turn is still open.</exception>
    /// <exception cref="TurnEndedException">The turn has ended or is ending.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public async Task<WriteResult> AppendAsync(
        IReadOnlyList<SessionMessage> messages, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfInvalid(messages, atLeast: 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) ThrowIfNotOpenLocked();

        return await WriteAsync(new(TurnWriteKind.Append) { Messages = messages })
            .WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the turn with its answer: messages and ending are durable together, or not at all.</summary>
    /// <param name="messages">The answer, oldest message first; may be empty when the turn's messages were all appended
    /// before. Messages that are there already, by their <see cref="SessionMessage.Id"/>s, and say the same are not
    /// written again.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>. Once the ending is handed over
    /// it stands, and dispose does nothing.</param>
    /// <returns>The new revision of the session, and the messages as they are stored.</returns>
    /// <exception cref="ArgumentException">Two of the messages have the same id.</exception>
    /// <exception cref="IdReusedException">One of the messages, by its id, is there already, and this is no repeat;
    /// nothing was written, the turn is still open.</exception>
    /// <exception cref="TurnEndedException">The turn has ended or is ending.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused. <see cref="WriteOutcome.NotDone"/>: the turn is
    /// still open; try again. <see cref="WriteOutcome.Unknown"/>: the turn accepts no other ending.</exception>
    public Task<WriteResult> CompleteAsync(
        IReadOnlyList<SessionMessage> messages, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfInvalid(messages);

        return EndAsync(
            new(TurnWriteKind.Complete) { Messages = messages }, TurnOutcome.Completed, cancellationToken);
    }

    /// <summary>Ends the turn without its answer.</summary>
    /// <remarks>Partial text is kept as a message of its own, tool calls without an answer are closed, and a marker
    /// follows: see <see cref="TurnInterruption"/>.</remarks>
    /// <param name="reason">Why: a constant of <see cref="InterruptionReasons"/>, or a word of the host.</param>
    /// <param name="cancellationToken">See <see cref="CompleteAsync"/>.</param>
    /// <returns>The new revision of the session, and the messages that the ending added.</returns>
    /// <exception cref="TurnEndedException">The turn has ended or is ending.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionWriteException">See <see cref="CompleteAsync"/>.</exception>
    public Task<WriteResult> InterruptAsync(string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);

        return EndAsync(
            new(TurnWriteKind.Interrupt) { Reason = reason }, TurnOutcome.Interrupted, cancellationToken);
    }

    /// <summary>Interrupts the turn if it is open and this handle owns it. Never throws for an I/O error.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_owned && !IsEnding()) await AbandonAsync().ConfigureAwait(false);
    }

    /// <summary>Writes one step of the turn's life.</summary>
    /// <remarks>
    /// The order of calls is the order of effects: what is to be written is fixed when this method returns its task,
    /// which is then awaited, perhaps not to its end. <see cref="TurnWriteKind.Progress"/> need not be durable when the
    /// task completes and nobody awaits it: such a task must not fail. Where the turn was ended elsewhere, it writes
    /// nothing and calls <see cref="CloseAs"/>.
    /// </remarks>
    /// <param name="write">What to write.</param>
    /// <returns>What was written; any value for <see cref="TurnWriteKind.Progress"/>.</returns>
    protected abstract Task<WriteResult> WriteAsync(TurnWrite write);

    /// <summary>Asks the store to call <see cref="CloseAs"/> or <see cref="Stop"/> from now on, as soon as one of them
    /// is due. Called once, when somebody first asks this handle how the turn fares; does nothing by default, for a
    /// store that always calls them.</summary>
    /// <remarks>Called under no lock of this class.</remarks>
    protected virtual void Watch()
    {
    }

    /// <summary>Tells the handle that its turn ended, by something else than a verb of this handle; cancels
    /// <see cref="Stopping"/>.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="reason">Why it ended without its answer, where that is known.</param>
    /// <param name="sessionIsGone">Whether it ended with its session: then the verbs throw
    /// <see cref="SessionNotFoundException"/>.</param>
    protected void CloseAs(TurnOutcome outcome, string? reason = null, bool sessionIsGone = false)
    {
        lock (_gate)
        {
            if (_phase == Phase.Ended) return;

            EndLocked(outcome, reason);
            _isSessionGone = sessionIsGone;
        }

        Stop();
    }

    /// <summary>Cancels <see cref="Stopping"/> of a turn that is still open: it cannot be completed any more, or its
    /// store is about to close.</summary>
    protected void Stop()
    {
        CancellationTokenSource? source;
        lock (_gate) (source, _isStopped) = (_stopping, true);

        // Not in this call: callbacks are other people's code.
        _ = source?.CancelAsync();
    }

    private bool IsEnding()
    {
        lock (_gate)
        {
            _disposedWhileEnding = _phase == Phase.Ending;
            return _phase != Phase.Open;
        }
    }

    private async Task AbandonAsync()
    {
        try
        {
            await InterruptAsync(InterruptionReasons.Abandoned).ConfigureAwait(false);
        }
        catch (TurnEndedException)
        {
            // Ended already, or ending: the ending that was handed over stands.
        }
        catch (SessionPersistenceException)
        {
            // The store reports the error with its next call; to the next start an unclosed turn is an interrupted one.
        }
        catch (ObjectDisposedException)
        {
            // The store went first and has interrupted its open turns.
        }
    }

    private async Task<WriteResult> EndAsync(TurnWrite write, TurnOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfNotOpenLocked();
            _phase = Phase.Ending;
        }

        return await FinishAsync(write, outcome).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<WriteResult> FinishAsync(TurnWrite write, TurnOutcome outcome)
    {
        try
        {
            var written = await WriteAsync(write).ConfigureAwait(false);
            lock (_gate)
            {
                if (_phase == Phase.Ending) EndLocked(outcome, write.Reason);
            }

            return written;
        }
        catch (SessionWriteException e) when (e.Outcome == WriteOutcome.Unknown)
        {
            throw;   // It may be on disk: it stays ending, so that no second ending can follow.
        }
        catch
        {
            // Nobody else would end a turn whose handle is gone.
            if (Reopen()) await AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Returns whether the handle was disposed in the meantime.
    private bool Reopen()
    {
        lock (_gate)
        {
            if (_phase == Phase.Ending) _phase = Phase.Open;
            var wasDisposed = _disposedWhileEnding && _phase == Phase.Open;
            _disposedWhileEnding = false;
            return wasDisposed;
        }
    }

    private void EndLocked(TurnOutcome outcome, string? reason) =>
        (_phase, _outcome, _reason) = (Phase.Ended, outcome, reason);

    private void WatchOnce()
    {
        lock (_gate)
        {
            if (_isWatched || _phase == Phase.Ended) return;
            _isWatched = true;
        }

        Watch();
    }

    private void ThrowIfNotOpenLocked()
    {
        if (_isSessionGone) throw new SessionNotFoundException(SessionId, wasDeleted: true);
        if (_phase != Phase.Open) throw new TurnEndedException(SessionId, Id, _outcome, _reason);
    }
}
