using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>The verb that begins turns.</summary>
internal sealed partial class SessionVerbs
{
    public async Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions options,
        CancellationToken cancellationToken)
    {
        var entry = await OwnedAsync(id, cancellationToken).ConfigureAwait(false);
        var hasIds = TurnWriter.ThrowIfRepeated(input);
        var turnId = options.TurnId ?? TurnId.New(store.Time.GetUtcNow());
        var stored = TurnWriter.WithIds(input, turnId);
        var body = BodyOf(turnId, options, stored);
        JournalAppend? append, last;
        SessionHead pending;
        while (true)
        {
            if (hasIds) await KnowRecentIdsAsync(entry, cancellationToken).ConfigureAwait(false);

            cancellationToken.ThrowIfCancellationRequested();
            lock (entry.Gate)
            {
                pending = SessionWriter.PendingOf(entry);
                if (hasIds && entry.RecentIds is null) continue;

                last = entry.LastWrite;
                append = IsKnown(pending, turnId) ? null : EnqueueSubmitted(entry, pending, input, stored, body);
                break;
            }
        }

        if (append is null)
        {
            await writer.SettleAsync(last, cancellationToken).ConfigureAwait(false);
            return EndedOf(pending, turnId) is { } ended
                ? new FileTurn(id, turnId, pending.Life!, StateOf(ended.Outcome), TurnOwnership.Visitor, engine)
                : throw new TurnInProgressException(id, pending.OpenTurn!.TurnId);
        }

        var turn = new FileTurn(id, turnId, pending.Life!, TurnState.Submitted, TurnOwnership.Owner, engine);
        await CommitOrAbandonAsync(append, turn, cancellationToken).ConfigureAwait(false);
        return turn;
    }

    private JournalBody BodyOf(TurnId turnId, TurnOptions options, IReadOnlyList<SessionMessage> stored)
    {
        var body = writer.Body()
            .Turn(turnId)
            .Text("stream_id", options.StreamId)
            .Text("workspace", options.Workspace)
            .Text("model", options.Model)
            .Text("model_provider", options.ModelProvider);
        if (options.Attachments.Count > 0) body.Json("attachments", JsonElements.ToArray(options.Attachments));
        if (options.Properties.Count > 0) body.Json("properties", JsonElements.ToObject(options.Properties));
        return body.Messages(stored.Select(m => m.Utf8Json)).Build();
    }

    private JournalAppend EnqueueSubmitted(
        SessionEntry entry,
        SessionHead pending,
        IReadOnlyList<SessionMessage> input,
        IReadOnlyList<SessionMessage> stored,
        JournalBody body)
    {
        if (entry.RecentIds?.FirstKnown(input) is { } known)
            throw new SessionConflictException(entry.Id, known, pending.Revision);

        var append = writer.Enqueue(entry, pending, JournalEvent.Submitted, body);
        entry.RecentIds?.AddRange(stored);
        return append;
    }

    // Another turn is open, or this one has been: nothing is begun.
    private static bool IsKnown(SessionHead pending, TurnId turnId) =>
        pending.OpenTurn is not null || EndedOf(pending, turnId) is not null;

    private static EndedTurn? EndedOf(SessionHead pending, TurnId turnId)
    {
        foreach (var ended in pending.RecentTurns)
        {
            if (ended.TurnId == turnId) return ended;
        }

        return null;
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
