using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>Writes the records of turns.</summary>
internal sealed class TurnWriter(StoreContext store, SessionWriter writer, IBackgroundWork background)
{
    private static readonly TimeSpan PartialDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Notes a state of the turn's life; durable with the next flush.</summary>
    public Task<long> Mark(FileTurn turn, JournalEvent mark)
    {
        if (TryFindLive(turn, out var entry))
        {
            lock (entry.Gate)
            {
                if (LiveTurnOf(entry, turn) is { } live) EnqueueMark(entry, turn.Life, mark, live, text: null);
            }
        }

        return Task.FromResult(0L);
    }

    /// <summary>Adds partial text; gathered for a quarter of a second, and durable with the flush after that.</summary>
    public Task<long> ReportPartial(FileTurn turn, string text)
    {
        if (TryFindLive(turn, out var entry))
        {
            lock (entry.Gate) LiveTurnOf(entry, turn)?.AddPartial(text);
            background.SavePartial(entry, PartialDelay);
        }

        return Task.FromResult(0L);
    }

    /// <summary>Writes the partial text that was reported since the last time.</summary>
    public void SavePartial(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Turn is { } live && entry.Visible?.Life is { } life && live.TakeUnsavedPartial() is { Length: > 0 } text)
            {
                EnqueueMark(entry, life, JournalEvent.Partial, live, text);
            }
        }
    }

    public Task<long> StepAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages)
    {
        var stored = WithIds(messages, turn.Id);
        return WriteAsync(turn, JournalEvent.Step, (body, live) => body
            .Number("index", live.NextIndex())
            .Messages(stored.Select(m => m.Utf8Json)), _ => stored);
    }

    public Task<long> CompleteAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages)
    {
        var stored = WithIds(messages, turn.Id);
        return WriteAsync(turn, JournalEvent.Completed, (body, _) => body.Messages(stored.Select(m => m.Utf8Json)), _ => stored);
    }

    public Task<long> InterruptAsync(FileTurn turn, string reason)
    {
        IReadOnlyList<SessionMessage> stored = [];
        return WriteAsync(
            turn,
            JournalEvent.Interrupted,
            (body, live) =>
            {
                stored = WithIds(TurnInterruption.CreateMessages(turn.Id, live.Messages, live.PartialText, reason), turn.Id);
                return body.Text("reason", reason).Messages(stored.Select(m => m.Utf8Json));
            },
            _ => stored);
    }

    /// <summary>Gives messages the ids that stored messages have.</summary>
    public static IReadOnlyList<SessionMessage> WithIds(IReadOnlyList<SessionMessage> messages, TurnId? turnId) =>
        [.. messages.Select(message => message.WithIds(NewMessageId(), turnId?.Value))];

    private static string NewMessageId() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(16, lowercase: true);

    // Everything up to the queue runs before the first await: the order of calls is the order of records.
    private async Task<long> WriteAsync(
        FileTurn turn,
        JournalEvent journalEvent,
        Func<JournalBodyBuilder, LiveTurn, JournalBodyBuilder> compose,
        Func<LiveTurn, IReadOnlyList<SessionMessage>> messages)
    {
        background.ThrowIfNotWritable();
        if (!store.Catalog.TryFind(turn.SessionId, out var entry)) throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);

        JournalAppend append;
        lock (entry.Gate)
        {
            var pending = SessionWriter.PendingOf(entry);
            if (pending.Life != turn.Life) throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);

            var live = LiveTurnOf(entry, turn);
            if (live is null || pending.OpenTurn?.TurnId != turn.Id) throw Ended(turn, pending);

            append = writer.Enqueue(entry, pending, journalEvent, compose(writer.Body().Turn(turn.Id), live).Build());
            if (journalEvent == JournalEvent.Step) live.AddStep(append.Record.Revision, messages(live));
            entry.RecentIds?.AddRange(messages(live));
        }

        return await writer.CommitAsync(append, CancellationToken.None).ConfigureAwait(false);
    }

    private static TurnStateException Ended(FileTurn turn, SessionHead pending)
    {
        var outcome = pending.RecentTurns.FirstOrDefault(t => t.TurnId == turn.Id) is { TurnId: var id } ended && id == turn.Id
            ? ended.Outcome
            : TurnOutcome.Interrupted;
        turn.Closed(outcome);
        return new(turn.SessionId, turn.Id, outcome == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted);
    }

    private void EnqueueMark(SessionEntry entry, string life, JournalEvent mark, LiveTurn live, string? text)
    {
        // Nobody waits for a mark; what keeps it from the journal is told to the next caller who writes.
        try
        {
            writer.EnqueueMark(
                entry,
                life,
                mark,
                writer.Body().Turn(live.Head.TurnId).Number("index", live.NextIndex()).Text("text", text).Build());
        }
        catch (SessionPersistenceException e)
        {
            background.Failed(e);
        }
    }

    private bool TryFindLive(FileTurn turn, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SessionEntry? entry)
    {
        entry = null;
        return background.IsWritable && store.Catalog.TryFind(turn.SessionId, out entry);
    }

    private static LiveTurn? LiveTurnOf(SessionEntry entry, FileTurn turn) =>
        entry.Visible?.Life == turn.Life && entry.Turn?.Head.TurnId == turn.Id ? entry.Turn : null;
}
