using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>The verbs that begin and find turns.</summary>
internal sealed partial class SessionVerbs
{
    public async Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions options,
        CancellationToken cancellationToken)
    {
        var entry = await OwnedAsync(id, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var turnId = options.TurnId ?? TurnId.New(store.Time.GetUtcNow());
        var stored = TurnWriter.WithIds(input, turnId);
        var body = writer.Body()
            .Turn(turnId)
            .Text("stream_id", options.StreamId)
            .Text("workspace", options.Workspace)
            .Text("model", options.Model)
            .Text("model_provider", options.ModelProvider)
            .Messages(stored.Select(m => m.Utf8Json))
            .Build();

        JournalAppend? append = null;
        JournalAppend? last;
        string life;
        TurnId? open;
        EndedTurn ended;
        lock (entry.Gate)
        {
            var pending = SessionWriter.PendingOf(entry);
            last = entry.LastWrite;
            life = pending.Life!;
            ended = pending.RecentTurns.FirstOrDefault(turn => turn.TurnId == turnId);
            open = pending.OpenTurn?.TurnId;
            if (open is null && ended.TurnId != turnId)
            {
                append = writer.Enqueue(entry, pending, JournalEvent.Submitted, body);
                entry.RecentIds?.AddRange(stored);
            }
        }

        if (append is null)
        {
            await writer.SettleAsync(last, cancellationToken).ConfigureAwait(false);
            if (ended.TurnId == turnId) return new FileTurn(id, turnId, life, StateOf(ended.Outcome), TurnOwnership.Visitor, turns);

            throw new TurnInProgressException(id, open!.Value);
        }

        var turn = new FileTurn(id, turnId, life, TurnState.Submitted, TurnOwnership.Owner, turns);
        await CommitOrAbandonAsync(append, turn, cancellationToken).ConfigureAwait(false);
        return turn;
    }

    public Turn? FindOpenTurn(SessionId id)
    {
        if (!store.Catalog.TryFind(id, out var entry)) throw new SessionNotFoundException(id, wasDeleted: false);

        lock (entry.Gate)
        {
            SessionWriter.PendingOf(entry);
            return entry.Visible is { OpenTurn: { } open, Life: { } life }
                ? new FileTurn(id, open.TurnId, life, TurnState.Submitted, TurnOwnership.Visitor, turns)
                : null;
        }
    }

    private static TurnState StateOf(TurnOutcome outcome) =>
        outcome == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted;

    // The record stands although its caller has gone, so nobody would ever end the turn.
    private async Task CommitOrAbandonAsync(JournalAppend append, FileTurn turn, CancellationToken cancellationToken)
    {
        var commit = writer.CommitAsync(append, CancellationToken.None);
        try
        {
            await commit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = AbandonAsync(commit, turn);
            throw;
        }
    }

    private async Task AbandonAsync(Task commit, FileTurn turn)
    {
        try
        {
            await commit.ConfigureAwait(false);
            await turn.InterruptAsync("cancelled").ConfigureAwait(false);
        }
        catch (Exception e) when (e is SessionPersistenceException or ObjectDisposedException)
        {
            engine.Failed(e);
        }
    }
}
