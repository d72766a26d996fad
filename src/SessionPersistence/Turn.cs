namespace SessionPersistence;

/// <summary>One exchange that has begun: what the user said is durable, the answer is to come.</summary>
/// <remarks>
/// <para>This class owns the states (<see cref="TurnState"/>); a store derives from it and implements one write.
/// Dispose without <see cref="CompleteAsync"/> interrupts the turn; it never throws for an I/O error (an unclosed turn
/// means the same to the next start) and does nothing once an ending was handed over, so a turn never gets two.</para>
/// <para>Safe for concurrent use. Verbs on a turn that has ended, or is ending, throw
/// <see cref="TurnStateException"/>.</para>
/// </remarks>
public abstract class Turn : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _owned;
    private TurnState _state;
    private bool _disposedWhileClosing;
    private bool _isSessionGone;

    /// <summary>Makes a handle of a turn.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="id">The turn.</param>
    /// <param name="state">Where the turn stands; an ended turn is a closed handle.</param>
    /// <param name="ownership">Whether dispose interrupts the turn.</param>
    protected Turn(SessionId sessionId, TurnId id, TurnState state, TurnOwnership ownership)
    {
        SessionId = sessionId;
        Id = id;
        _state = state;
        _owned = ownership == TurnOwnership.Owner;
    }

    /// <summary>Gets the session that the turn belongs to.</summary>
    public SessionId SessionId { get; }

    /// <summary>Gets the id of the turn.</summary>
    public TurnId Id { get; }

    /// <summary>Gets where the turn stands, as far as this handle knows.</summary>
    public TurnState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>Gets how the turn ended, or <see langword="null"/> while it has not, as far as this handle
    /// knows.</summary>
    public TurnOutcome? Outcome => State switch
    {
        TurnState.Completed => TurnOutcome.Completed,
        TurnState.Interrupted => TurnOutcome.Interrupted,
        _ => null,
    };

    /// <summary>Notes that a worker has begun. Durable with the next flush. When the turn was ended elsewhere, by
    /// another handle or with its session, <see cref="Outcome"/> says so from then on.</summary>
    public void MarkWorkerStarted() => Mark(TurnWriteKind.WorkerStarted);

    /// <summary>Notes that the answer has begun. Durable with the next flush. When the turn was ended elsewhere, by
    /// another handle or with its session, <see cref="Outcome"/> says so from then on.</summary>
    public void MarkAssistantStarted() => Mark(TurnWriteKind.AssistantStarted);

    /// <summary>Adds to the text of an answer that is still being made; kept as a partial message if the answer never
    /// completes.</summary>
    /// <remarks>
    /// Until the next messages of the turn are appended: they are taken to hold the text, so give them what was
    /// reported. When another handle has ended the turn, as a stop button does, or its session was deleted, the text is
    /// dropped and <see cref="Outcome"/> says so from then on: look at it between two pieces of an answer.
    /// </remarks>
    /// <param name="text">What came since the last call. Call it per token: it is coalesced, and durable within about
    /// half a second.</param>
    public void ReportPartial(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfNotOpen();

        if (text.Length > 0) Buffer(new(TurnWriteKind.Partial) { Text = text });
    }

    /// <summary>Appends messages of the turn: call it with a tool call before the tool acts.</summary>
    /// <remarks>
    /// Durable when it returns. The text reported by <see cref="ReportPartial"/> so far is taken to be part of these
    /// messages. Messages that are there already, by their <see cref="SessionMessage.Id"/>s, and say the same are a
    /// repeat: nothing is written and the revision of the first write is returned; see
    /// <see cref="ISessionStore.AppendAsync"/>.
    /// </remarks>
    /// <param name="messages">The messages, oldest first; at least one.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>.</param>
    /// <returns>The new revision of the session.</returns>
    /// <exception cref="ArgumentException">Two of the messages have the same id.</exception>
    /// <exception cref="IdReusedException">One of the messages, by its id, is there already, and this is no repeat;
    /// nothing was written, the turn is still open.</exception>
    /// <exception cref="TurnStateException">The turn has ended or is ending.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public async Task<long> AppendAsync(
        IReadOnlyList<SessionMessage> messages, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfInvalid(messages, atLeast: 1);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotOpen();

        return await WriteAsync(new(TurnWriteKind.Step) { Messages = messages })
            .WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the turn with its answer: messages and ending are durable together, or not at all.</summary>
    /// <param name="messages">The answer, oldest message first; may be empty when the turn's messages were all appended
    /// before. Messages that are there already, by their <see cref="SessionMessage.Id"/>s, and say the same are the
    /// same as none.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>. Once the ending is handed over
    /// it stands, and dispose does nothing.</param>
    /// <returns>The new revision of the session.</returns>
    /// <exception cref="ArgumentException">Two of the messages have the same id.</exception>
    /// <exception cref="IdReusedException">One of the messages, by its id, is there already, and this is no repeat;
    /// nothing was written, the turn is still open.</exception>
    /// <exception cref="TurnStateException">The turn has ended or is ending.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused. <see cref="WriteOutcome.NotDone"/>: the turn is
    /// still open; try again. <see cref="WriteOutcome.Unknown"/>: the turn accepts no other ending.</exception>
    public Task<long> CompleteAsync(
        IReadOnlyList<SessionMessage> messages, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfInvalid(messages);

        return EndAsync(new(TurnWriteKind.Completed) { Messages = messages }, TurnState.Completed, cancellationToken);
    }

    /// <summary>Ends the turn without its answer.</summary>
    /// <remarks>Partial text is kept as a message of its own, tool calls without an answer are closed, and a marker
    /// follows: see <see cref="TurnInterruption"/>.</remarks>
    /// <param name="reason">Why, in a word or two: <c>cancelled</c>, <c>quota_exhausted</c>.</param>
    /// <param name="cancellationToken">See <see cref="CompleteAsync"/>.</param>
    /// <returns>The new revision of the session.</returns>
    /// <exception cref="TurnStateException">The turn has ended or is ending.</exception>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    /// <exception cref="SessionWriteException">See <see cref="CompleteAsync"/>.</exception>
    public Task<long> InterruptAsync(string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);

        return EndAsync(new(TurnWriteKind.Interrupted) { Text = reason }, TurnState.Interrupted, cancellationToken);
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
    /// which is then awaited, perhaps not to its end. <see cref="TurnWriteKind.WorkerStarted"/>,
    /// <see cref="TurnWriteKind.AssistantStarted"/> and <see cref="TurnWriteKind.Partial"/> need not be durable when
    /// the task completes and nobody awaits it: such a task must not fail. Where the turn was ended elsewhere, those
    /// three write nothing and call <see cref="CloseAs"/> or <see cref="CloseWithSession"/>.
    /// </remarks>
    /// <param name="write">What to write.</param>
    /// <returns>The new revision of the session; any value for the three kinds that have none.</returns>
    protected abstract Task<long> WriteAsync(TurnWrite write);

    /// <summary>Tells the handle how the turn ended elsewhere, by another handle.</summary>
    protected void CloseAs(TurnOutcome outcome)
    {
        lock (_gate)
        {
            if (_state < TurnState.Completed)
                _state = outcome == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted;
        }
    }

    /// <summary>Tells the handle that its turn ended with its session: it is interrupted, and its verbs throw
    /// <see cref="SessionNotFoundException"/> from now on.</summary>
    protected void CloseWithSession()
    {
        lock (_gate)
        {
            if (_state < TurnState.Completed) (_state, _isSessionGone) = (TurnState.Interrupted, true);
        }
    }

    private bool IsEnding()
    {
        lock (_gate)
        {
            _disposedWhileClosing = _state == TurnState.Closing;
            return _state >= TurnState.Closing;
        }
    }

    private async Task AbandonAsync()
    {
        try
        {
            await InterruptAsync("abandoned").ConfigureAwait(false);
        }
        catch (TurnStateException)
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

    private async Task<long> EndAsync(TurnWrite write, TurnState end, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TurnState before;
        lock (_gate)
        {
            ThrowIfNotOpenLocked();
            before = _state;
            _state = TurnState.Closing;
        }

        return await FinishAsync(write, before, end).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> FinishAsync(TurnWrite write, TurnState before, TurnState end)
    {
        try
        {
            var revision = await WriteAsync(write).ConfigureAwait(false);
            _ = Leave(end);
            return revision;
        }
        catch (SessionWriteException e) when (e.Outcome == WriteOutcome.Unknown)
        {
            throw;   // It may be on disk: Closing for ever, so that no second ending can follow.
        }
        catch
        {
            // Nobody else would end a turn whose handle is gone.
            if (Leave(before)) await AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Returns whether the handle was disposed in the meantime.
    private bool Leave(TurnState state)
    {
        lock (_gate)
        {
            if (_state == TurnState.Closing) _state = state;
            var wasDisposed = _disposedWhileClosing && _state < TurnState.Closing;
            _disposedWhileClosing = false;
            return wasDisposed;
        }
    }

    private void Mark(TurnWriteKind kind)
    {
        lock (_gate)
        {
            ThrowIfNotOpenLocked();
            _state = TurnState.Started;
        }

        Buffer(new(kind));
    }

    private void Buffer(TurnWrite write) => _ = WriteAsync(write);

    private void ThrowIfNotOpen()
    {
        lock (_gate) ThrowIfNotOpenLocked();
    }

    private void ThrowIfNotOpenLocked()
    {
        if (_isSessionGone) throw new SessionNotFoundException(SessionId, wasDeleted: true);
        if (_state >= TurnState.Closing) throw new TurnStateException(SessionId, Id, _state);
    }
}
