using SessionPersistence.Stores;

namespace SessionPersistence.Testing;

public sealed partial class InMemorySessionStore
{
    /// <inheritdoc/>
    public Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(input, atLeast: 1);
        ThrowIfRepeated(input);
        return Do<Turn>(() =>
        {
            ThrowIfDefault(id);
            var session = _sessions.Find(id);
            var turnId = options?.TurnId ?? TurnId.New(_time.GetUtcNow());
            if (session.FindEnded(turnId) is { } ended)
            {
                if (!IsInput(ended.Input, input)) throw new IdReusedException(id, turnId);

                return new InMemoryTurn(this, session, turnId, TurnOwnership.NonOwning, ended.Outcome);
            }

            if (session.OpenTurn is { } open)
            {
                throw open.TurnId == turnId && !IsInput(session.OpenInput, input)
                    ? new IdReusedException(id, turnId)
                    : new TurnInProgressException(id, open.TurnId);
            }

            if (FirstKnown(session, input) is { } known) throw new IdReusedException(id, known);

            session.Begin(new(id, turnId, options?.StreamId, _time.GetUtcNow()), input);
            session.Write(_time.GetUtcNow(), Stored(input, turnId));
            return Known(session, new(this, session, turnId, TurnOwnership.Owner));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Turn?> FindOpenTurnAsync(SessionId id, CancellationToken cancellationToken = default) => Do<Turn?>(() =>
    {
        ThrowIfDefault(id);
        var session = _sessions.Find(id);
        return session.OpenTurn is { } open
            ? Known(session, new(this, session, open.TurnId, TurnOwnership.NonOwning))
            : null;
    }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<OpenTurn> ListOpenTurnsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turns = await Do(() => _sessions.Alive.Values.Select(session => session.OpenTurn).OfType<OpenTurn>()
            .OrderBy(turn => turn.SessionId).ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var turn in turns) yield return turn;
    }

    /// <summary>Writes one step of a turn's life.</summary>
    internal WriteResult Write(InMemoryTurn turn, TurnWrite write)
    {
        ObjectDisposedException.ThrowIf(_disposed && IsDurable(write.Kind), this);
        if (IsDurable(write.Kind) && write.Messages.Contains(null))
            throw new ArgumentException("A message is null.", nameof(write));

        lock (_sessions.Gate)
        {
            var isOpen = _sessions.Alive.GetValueOrDefault(turn.SessionId) == turn.Session
                && turn.Session.OpenTurn?.TurnId == turn.Id;
            if (!IsDurable(write.Kind))
            {
                if (isOpen) turn.Session.AddPartial(write.Text);
                return default;
            }

            if (_sessions.Alive.GetValueOrDefault(turn.SessionId) != turn.Session)
                throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
            if (!isOpen)
            {
                var outcome = turn.Session.FindEnded(turn.Id)?.Outcome ?? TurnOutcome.Interrupted;
                throw new TurnEndedException(turn.SessionId, turn.Id, outcome, turn.Session.ReasonOf(turn.Id));
            }

            return WriteOpen(turn, write);
        }
    }

    private static InMemoryTurn Known(InMemorySession session, InMemoryTurn handle)
    {
        session.Add(handle);
        return handle;
    }

    private WriteResult WriteOpen(InMemoryTurn turn, TurnWrite write)
    {
        var (session, messages) = (turn.Session, write.Messages);
        ThrowIfRepeated(messages);
        var repeated = FindRepeat(session, messages);
        if (repeated is { } first && write.Kind == TurnWriteKind.Append) return first;
        if (repeated is not null) messages = [];
        if (write.Kind == TurnWriteKind.Interrupt)
        {
            messages = TurnInterruption.CreateMessages(
                turn.Id, session.MessagesOf(turn.Id), session.PartialText, write.Reason!);
        }

        if (write.Kind == TurnWriteKind.Append) session.ClearPartial();
        else if (write.Kind == TurnWriteKind.Complete) session.End(turn, TurnOutcome.Completed, reason: null);
        else session.End(turn, TurnOutcome.Interrupted, write.Reason);

        var written = session.Write(_time.GetUtcNow(), Stored(messages, turn.Id));
        return repeated is { } before
            ? written with { FirstIndex = before.FirstIndex, Messages = before.Messages }
            : written;
    }

    // Of a turn long ago its messages are known, the input before the answer.
    private static bool IsInput(IReadOnlyList<SessionMessage> known, IReadOnlyList<SessionMessage> given) =>
        given.Count <= known.Count && given.Zip(known).All(pair => StoredMessages.SaysSame(pair.Second, pair.First));

    private static bool IsDurable(TurnWriteKind kind) =>
        kind is TurnWriteKind.Append or TurnWriteKind.Complete or TurnWriteKind.Interrupt;
}
