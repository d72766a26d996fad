using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>Writes the records of turns.</summary>
internal sealed class TurnWriter(
    StoreContext store, SessionWriter writer, MessageLearning learning, IBackgroundWork background)
{
    private static readonly TimeSpan PartialDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Notes a state of the turn's life; durable with the next flush.</summary>
    public Task<long> Mark(FileTurn turn, JournalEvent mark)
    {
        if (TryFindLive(turn, out var entry))
        {
            lock (entry.Gate)
            {
                if (LiveTurnOf(entry, turn) is { } live)
                {
                    live.IsStarted = true;
                    EnqueueMark(entry, turn.Life, mark, live, text: null);
                }
                else
                {
                    Close(turn, entry);
                }
            }
        }

        return Task.FromResult(0L);
    }

    /// <summary>Adds partial text; gathered for a quarter of a second, and durable with the flush after that.</summary>
    public Task<long> ReportPartial(FileTurn turn, string text)
    {
        if (TryFindLive(turn, out var entry))
        {
            lock (entry.Gate)
            {
                if (LiveTurnOf(entry, turn) is not { } live)
                {
                    Close(turn, entry);
                    return Task.FromResult(0L);
                }

                live.AddPartial(text);
            }

            background.SavePartial(entry, PartialDelay);
        }

        return Task.FromResult(0L);
    }

    /// <summary>Writes the partial text that was reported since the last time.</summary>
    public void SavePartial(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Turn is { } live && entry.Visible?.Life is { } life
                && live.TakeUnsavedPartial() is { Length: > 0 } text)
            {
                EnqueueMark(entry, life, JournalEvent.Partial, live, text);
            }
        }
    }

    /// <summary>Whether messages have ids of their own and it is not known yet what the session has: writing them takes
    /// a look at the disk first.</summary>
    public bool MustLearn(FileTurn turn, IReadOnlyList<SessionMessage> messages)
    {
        if (!messages.Any(message => message.Id is not null) || !store.Catalog.TryFind(turn.SessionId, out var entry))
            return false;

        lock (entry.Gate) return !entry.IsLearnt;
    }

    /// <summary>Writes messages of the turn.</summary>
    /// <returns>The new revision; that of the first write when the messages are there already.</returns>
    public Task<long> StepAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages) =>
        WriteAsync(turn, messages, (entry, pending, live, isRepeat) =>
        {
            if (isRepeat) return null;

            var stored = WithIds(messages, turn.Id);
            var append = Enqueue(
                entry, pending, JournalEvent.Step, Body(turn).Number("index", live.NextIndex()), stored);
            live.AddStep(append.Record.Revision, stored);
            return append;
        });

    /// <summary>Writes the answer and the end of the turn. Messages that are there already are not written
    /// again.</summary>
    public Task<long> CompleteAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages) =>
        WriteAsync(turn, messages, (entry, pending, _, isRepeat) => Enqueue(
            entry, pending, JournalEvent.Completed, Body(turn), isRepeat ? [] : WithIds(messages, turn.Id)));

    /// <summary>Writes the end of a turn that has no answer.</summary>
    public Task<long> InterruptAsync(FileTurn turn, string reason) => WriteAsync(turn, [], (entry, pending, live, _) =>
    {
        var ending = TurnInterruption.CreateMessages(turn.Id, live.Messages, live.PartialText, reason);
        return Enqueue(
            entry, pending, JournalEvent.Interrupted, Body(turn).Text("reason", reason), WithIds(ending, turn.Id));
    });

    /// <summary>Gives messages the ids that stored messages have.</summary>
    public static IReadOnlyList<SessionMessage> WithIds(IReadOnlyList<SessionMessage> messages, TurnId? turnId) =>
        [.. messages.Select(message => message.WithIds(NewMessageId(), turnId?.Value))];

    /// <summary>Throws if two messages have one id.</summary>
    /// <returns>Whether any message has an id.</returns>
    /// <exception cref="ArgumentException">Two have.</exception>
    public static bool ThrowIfRepeated(IReadOnlyList<SessionMessage> messages)
    {
        var ids = messages.Select(message => message.Id).OfType<string>().ToList();
        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
            throw new ArgumentException("Two of the messages have the same id.", nameof(messages));

        return ids.Count > 0;
    }

    private static string NewMessageId() => RandomHex.Create(16);

    private JournalBodyBuilder Body(FileTurn turn) => writer.Body().Turn(turn.Id);

    // Everything up to the queue runs before the first await, unless there is something to learn: the order of calls is
    // the order of records.
    private async Task<long> WriteAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages,
        Func<SessionEntry, SessionHead, LiveTurn, bool, JournalAppend?> enqueue)
    {
        var hasIds = ThrowIfRepeated(messages);
        while (true)
        {
            background.ThrowIfNotWritable();
            if (!store.Catalog.TryFind(turn.SessionId, out var entry))
                throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
            if (hasIds) await learning.LearnAsync(entry, CancellationToken.None).ConfigureAwait(false);

            JournalAppend? append = null, last;
            KnownWrite known;
            bool isDurable;
            lock (entry.Gate)
            {
                var (pending, live) = ThrowIfEnded(entry, turn);
                if (hasIds && !entry.IsLearnt) continue;

                (known, last) = (entry.Compare(messages), entry.LastWrite);
                isDurable = entry.IsDurable(known.Revision);
                if (isDurable && known.Kind != KnownWriteKind.Reused)
                    append = enqueue(entry, pending, live, known.Kind == KnownWriteKind.Repeat);
            }

            if (append is not null)
                return await writer.CommitAsync(append, CancellationToken.None).ConfigureAwait(false);
            if (isDurable) return SessionVerbs.RevisionOf(turn.SessionId, known);

            await writer.SettleAsync(last, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Under the gate of the entry.
    private static (SessionHead Pending, LiveTurn Live) ThrowIfEnded(SessionEntry entry, FileTurn turn)
    {
        var pending = SessionWriter.PendingOf(entry);
        if (pending.Life != turn.Life) throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
        if (LiveTurnOf(entry, turn) is not { } live || pending.OpenTurn?.TurnId != turn.Id)
            throw Ended(turn, pending);

        return (pending, live);
    }

    private JournalAppend Enqueue(SessionEntry entry, SessionHead pending, JournalEvent journalEvent,
        JournalBodyBuilder body, IReadOnlyList<SessionMessage> stored) =>
        writer.Enqueue(entry, pending, journalEvent, body.Messages(stored.Select(m => m.Utf8Json)).Build());

    private static TurnStateException Ended(FileTurn turn, SessionHead pending)
    {
        var outcome = OutcomeOf(turn, pending);
        turn.Closed(outcome);
        return new(
            turn.SessionId, turn.Id, outcome == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted);
    }

    // Whoever runs the model learns so that somebody pressed stop, or deleted the session.
    private static void Close(FileTurn turn, SessionEntry? entry)
    {
        if (entry?.Visible is { } visible && visible.Life == turn.Life) turn.Closed(OutcomeOf(turn, visible));
        else turn.ClosedWithSession();
    }

    private static TurnOutcome OutcomeOf(FileTurn turn, SessionHead head) =>
        SessionFold.FindEnded(head, turn.Id)?.Outcome ?? TurnOutcome.Interrupted;

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
        if (!background.IsWritable) return false;
        if (store.Catalog.TryFind(turn.SessionId, out entry)) return true;

        Close(turn, entry: null);
        return false;
    }

    private static LiveTurn? LiveTurnOf(SessionEntry entry, FileTurn turn) =>
        entry.Visible?.Life == turn.Life && entry.Turn?.Head.TurnId == turn.Id ? entry.Turn : null;
}
