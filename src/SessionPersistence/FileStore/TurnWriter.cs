using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Stores;

namespace SessionPersistence.FileStore;

/// <summary>Writes the records of turns.</summary>
internal sealed class TurnWriter(
    StoreContext store, SessionWriter writer, MessageLearning learning, IBackgroundWork background)
{
    private static readonly TimeSpan PartialDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds partial text; gathered for a quarter of a second, and durable with the flush after that.</summary>
    public void ReportText(FileTurn turn, string text)
    {
        if (!TryFindLive(turn, out var entry)) return;

        lock (entry.Gate)
        {
            if (LiveTurnOf(entry, turn) is not { } live)
            {
                Close(turn, entry);
                return;
            }

            live.AddPartial(text);
        }

        background.SavePartial(entry, PartialDelay);
    }

    /// <summary>Tells a handle from now on how its turn fares.</summary>
    public void Watch(FileTurn turn)
    {
        if (!store.Catalog.TryFind(turn.SessionId, out var entry))
        {
            turn.ClosedWithSession();
            return;
        }

        lock (entry.Gate)
        {
            if (LiveTurnOf(entry, turn) is { } live) live.Add(turn);
            else Close(turn, entry);
        }
    }

    /// <summary>Writes the partial text that was reported since the last time.</summary>
    public void SavePartial(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Turn is { } live && entry.Visible?.Life is { } life
                && live.TakeUnsavedPartial() is { Length: > 0 } text)
            {
                EnqueuePartial(entry, life, live, text);
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
    public Task<WriteResult> AppendAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages) =>
        WriteAsync(turn, messages, (entry, pending, live, isRepeat) =>
        {
            if (isRepeat) return null;

            var stored = WithIds(messages, turn.Id);
            var write = Enqueue(
                entry, pending, JournalEvent.Step, Body(turn).Number("index", live.NextIndex()), stored);
            live.AddStep(write.Append.Record.Revision, stored);
            return write;
        });

    /// <summary>Writes the answer and the end of the turn. Messages that are there already are not written
    /// again.</summary>
    public Task<WriteResult> CompleteAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages) =>
        WriteAsync(turn, messages, (entry, pending, _, isRepeat) => EnqueueEnding(turn, entry, pending,
            JournalEvent.Completed, Body(turn), isRepeat ? [] : WithIds(messages, turn.Id)));

    /// <summary>Writes the end of a turn that has no answer.</summary>
    public Task<WriteResult> InterruptAsync(FileTurn turn, string reason) =>
        WriteAsync(turn, [], (entry, pending, live, _) =>
        {
            var ending = TurnInterruption.CreateMessages(turn.Id, live.Messages, live.PartialText, reason);
            return EnqueueEnding(turn, entry, pending,
                JournalEvent.Interrupted, Body(turn).Text("reason", reason), WithIds(ending, turn.Id));
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
    private async Task<WriteResult> WriteAsync(FileTurn turn, IReadOnlyList<SessionMessage> messages,
        Func<SessionEntry, SessionHead, LiveTurn, bool, QueuedWrite?> enqueue)
    {
        var hasIds = ThrowIfRepeated(messages);
        while (true)
        {
            background.ThrowIfNotWritable();
            if (!store.Catalog.TryFind(turn.SessionId, out var entry))
                throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
            if (hasIds) await learning.LearnAsync(entry, CancellationToken.None).ConfigureAwait(false);

            QueuedWrite? write = null;
            JournalAppend? last;
            KnownWrite known;
            bool isDurable;
            lock (entry.Gate)
            {
                var (pending, live) = ThrowIfEnded(entry, turn);
                if (hasIds && !entry.IsLearnt) continue;

                (known, last) = (entry.Compare(messages), entry.LastWrite);
                isDurable = entry.IsDurable(known.Revision);
                if (isDurable && known.Kind != KnownWriteKind.Reused)
                    write = enqueue(entry, pending, live, known.Kind == KnownWriteKind.Repeat);
            }

            if (write is not null) return await CommitAsync(turn, entry, write, known, messages).ConfigureAwait(false);
            if (!isDurable) await writer.SettleAsync(last, CancellationToken.None).ConfigureAwait(false);
            else if (learning.Repeated(entry, known, messages) is { } repeated) return repeated;
        }
    }

    // Of messages that were there before, those are the answer.
    private async Task<WriteResult> CommitAsync(FileTurn turn, SessionEntry entry, QueuedWrite write, KnownWrite known,
        IReadOnlyList<SessionMessage> messages)
    {
        WriteResult written;
        try
        {
            written = await writer.CommitAsync(write, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            lock (entry.Gate) turn.EndingRevision = 0;
            throw;
        }

        return known.Kind == KnownWriteKind.Repeat && learning.Repeated(entry, known, messages) is { } repeated
            ? written with { FirstIndex = repeated.FirstIndex, Messages = repeated.Messages }
            : written;
    }

    // Under the gate of the entry.
    private static (SessionHead Pending, LiveTurn Live) ThrowIfEnded(SessionEntry entry, FileTurn turn)
    {
        var pending = SessionWriter.PendingOf(entry);
        if (pending.Life != turn.Life) throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
        if (LiveTurnOf(entry, turn) is not { } live || pending.OpenTurn?.TurnId != turn.Id)
            throw Ended(entry, turn, pending);

        return (pending, live);
    }

    private QueuedWrite Enqueue(SessionEntry entry, SessionHead pending, JournalEvent journalEvent,
        JournalBodyBuilder body, IReadOnlyList<SessionMessage> stored) => new(
        writer.Enqueue(entry, pending, journalEvent, body.Messages(stored.Select(m => m.Utf8Json)).Build()),
        pending.MessageCount,
        stored);

    private QueuedWrite EnqueueEnding(FileTurn turn, SessionEntry entry, SessionHead pending,
        JournalEvent journalEvent, JournalBodyBuilder body, IReadOnlyList<SessionMessage> stored)
    {
        var write = Enqueue(entry, pending, journalEvent, body, stored);
        turn.EndingRevision = write.Append.Record.Revision;
        return write;
    }

    // What ended it may not be durable yet, and may be refused: then the handle is still open.
    private static TurnEndedException Ended(SessionEntry entry, FileTurn turn, SessionHead pending)
    {
        if (LiveTurnOf(entry, turn) is null) Close(turn, entry);
        var queued = entry.LastWrite?.Record;
        var reason = entry.LastEnd?.TurnId == turn.Id ? entry.LastEnd.Reason
            : queued is { Event: JournalEvent.Interrupted } && queued.Body.TurnId == turn.Id ? queued.Body.Reason
            : null;
        return new(turn.SessionId, turn.Id, OutcomeOf(turn, pending), reason);
    }

    // Under the gate of the entry. Whoever runs the model learns so that somebody pressed stop, or deleted the session.
    private static void Close(FileTurn turn, SessionEntry entry)
    {
        // The verb that ended it tells its caller itself.
        if (turn.EndingRevision > 0) return;

        if (entry.Visible is not { } visible || visible.Life != turn.Life) turn.ClosedWithSession();
        else if (entry.LastEnd?.TurnId == turn.Id) turn.OnEnded(entry.LastEnd);
        else turn.Closed(OutcomeOf(turn, visible));
    }

    private static TurnOutcome OutcomeOf(FileTurn turn, SessionHead head) =>
        SessionFold.FindEnded(head, turn.Id)?.Outcome ?? TurnOutcome.Interrupted;

    private void EnqueuePartial(SessionEntry entry, string life, LiveTurn live, string text)
    {
        // Nobody waits for it; what keeps it from the journal is told to the next caller who writes.
        try
        {
            writer.EnqueueMark(
                entry,
                life,
                JournalEvent.Partial,
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

        turn.ClosedWithSession();
        return false;
    }

    private static LiveTurn? LiveTurnOf(SessionEntry entry, FileTurn turn) =>
        entry.Visible?.Life == turn.Life && entry.Turn?.Head.TurnId == turn.Id ? entry.Turn : null;
}
