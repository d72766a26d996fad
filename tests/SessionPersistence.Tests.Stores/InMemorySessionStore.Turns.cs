namespace SessionPersistence.Tests.Stores;

public sealed partial class InMemorySessionStore
{
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
            var session = sessions.Find(id);
            var turnId = options?.TurnId ?? TurnId.New(_time.GetUtcNow());
            if (session.FindEnded(turnId) is { } ended)
            {
                if (!IsInput(ended.Input, input)) throw new IdReusedException(id, turnId);

                var state = ended.Outcome == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted;
                return new InMemoryTurn(this, session, turnId, state, TurnOwnership.Visitor);
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
            return new InMemoryTurn(this, session, turnId, TurnState.Submitted, TurnOwnership.Owner);
        }, cancellationToken);
    }

    public Task<Turn?> FindOpenTurnAsync(SessionId id, CancellationToken cancellationToken = default) => Do<Turn?>(() =>
    {
        ThrowIfDefault(id);
        var session = sessions.Find(id);
        return session.OpenTurn is { } open ? new InMemoryTurn(
            this, session, open.TurnId, TurnState.Submitted, TurnOwnership.Visitor) : null;
    }, cancellationToken);

    public async IAsyncEnumerable<OpenTurn> ListOpenTurnsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turns = await Do(() => sessions.Alive.Values.Select(session => session.OpenTurn).OfType<OpenTurn>()
            .OrderBy(turn => turn.SessionId).ToList(), cancellationToken);
        foreach (var turn in turns) yield return turn;
    }

    /// <summary>Writes one step of a turn's life.</summary>
    internal long Write(InMemoryTurn turn, TurnWrite write)
    {
        ObjectDisposedException.ThrowIf(_disposed && IsDurable(write.Kind), this);
        if (IsDurable(write.Kind) && write.Messages.Contains(null))
            throw new ArgumentException("A message is null.", nameof(write));

        lock (sessions.Gate)
        {
            var isOpen = sessions.Alive.GetValueOrDefault(turn.SessionId) == turn.Session
                && turn.Session.OpenTurn?.TurnId == turn.Id;
            if (!IsDurable(write.Kind))
            {
                if (isOpen && write.Text is { } text) turn.Session.AddPartial(text);
                else if (sessions.Alive.GetValueOrDefault(turn.SessionId) != turn.Session) turn.Gone();
                else if (turn.Session.OutcomeOf(turn.Id) is { } ended) turn.Ended(ended);
                return 0;
            }

            if (sessions.Alive.GetValueOrDefault(turn.SessionId) != turn.Session)
                throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
            if (!isOpen) throw turn.Ended(turn.Session.OutcomeOf(turn.Id) ?? TurnOutcome.Interrupted);

            return WriteOpen(turn, write);
        }
    }

    private long WriteOpen(InMemoryTurn turn, TurnWrite write)
    {
        var (session, messages) = (turn.Session, write.Messages);
        ThrowIfRepeated(messages);
        var repeated = FindRepeat(session, messages);
        if (repeated is { } first && write.Kind == TurnWriteKind.Step) return first;
        if (repeated is not null) messages = [];
        if (write.Kind == TurnWriteKind.Interrupted)
        {
            messages = TurnInterruption.CreateMessages(
                turn.Id, session.MessagesOf(turn.Id), session.PartialText, write.Text!);
        }

        if (write.Kind == TurnWriteKind.Step) session.ClearPartial();
        else session.End(write.Kind == TurnWriteKind.Completed ? TurnOutcome.Completed : TurnOutcome.Interrupted);

        return session.Write(_time.GetUtcNow(), Stored(messages, turn.Id));
    }

    // Of a turn long ago its messages are known, the input before the answer.
    private static bool IsInput(IReadOnlyList<SessionMessage> known, IReadOnlyList<SessionMessage> given) =>
        given.Count <= known.Count && given.Zip(known).All(pair => StoredMessages.SaysSame(pair.Second, pair.First));

    private static bool IsDurable(TurnWriteKind kind) =>
        kind is TurnWriteKind.Step or TurnWriteKind.Completed or TurnWriteKind.Interrupted;
}
