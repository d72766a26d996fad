using System.Runtime.CompilerServices;
using SessionPersistence.Journal;

namespace SessionPersistence.Standalone;

/// <summary>Turns an event into one record: fill in what was left open, admit it under the gate of its session, queue
/// it, wait for it outside.</summary>
internal sealed class TurnAppender(JournalWriter writer, TurnCatalog catalog, TurnJournalRetirement retirement,
    TimeProvider time, Exception? readOnlyCause)
{
    private volatile bool _closed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TurnRecord> AppendAsync(
        SessionId sessionId, TurnEvent said, Durability durability, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotWritable();
        if (writer.TakeLostBuffered() is { } lost) throw Lost(lost);

        var session = catalog.Of(sessionId);
        var createdAt = said.CreatedAt ?? time.GetUtcNow();
        var line = catalog.RentLine();
        line.Fill(session, said.TurnId ?? TurnId.New(createdAt), createdAt, said);
        var admission = Queue(session, line, said, durability);
        if (admission != Admission.Taken)
            return await RefuseOrRepeatAsync(session, line, said, admission, cancellationToken).ConfigureAwait(false);

        if (durability == Durability.FlushedToDisk)
            await writer.CommitAsync(line, cancellationToken).ConfigureAwait(false);
        var record = new TurnRecord(sessionId, line.TurnId, createdAt, line.Revision, said);
        line.Release();
        return record;
    }

    public async Task CoverAsync(SessionId sessionId, long revision)
    {
        ThrowIfNotWritable();
        var session = catalog.Of(sessionId);
        lock (session.Gate)
        {
            var isNew = revision > session.Covered;
            var settled = session.Cover(revision);
            if (isNew || settled > 0)
                writer.EnqueueBuffered(new CoveredLine(sessionId, revision, settled, time.GetUtcNow()));
        }

        await retirement.RetireAsync().ConfigureAwait(false);
    }

    /// <summary>Takes nothing more.</summary>
    public void Close() => _closed = true;

    private void ThrowIfNotWritable()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(TurnJournal));
        if (readOnlyCause is not null)
            throw new StoreReadOnlyException("a shard of the journal cannot be read.", readOnlyCause);
    }

    private Admission Queue(SessionTurns session, EventLine line, TurnEvent said, Durability durability)
    {
        lock (session.Gate)
        {
            var admission = session.Admit(line, said);
            if (admission != Admission.Taken) return admission;

            try
            {
                if (durability == Durability.Buffered) writer.EnqueueBuffered(line);
                else writer.Enqueue(line);
                return admission;
            }
            catch
            {
                session.Undo(line);
                throw;
            }
        }
    }

    // What was said before is answered only when it is durable.
    private async Task<TurnRecord> RefuseOrRepeatAsync(
        SessionTurns session, EventLine line, TurnEvent said, Admission admission, CancellationToken cancellationToken)
    {
        if (admission == Admission.HasNoTurn)
            throw new TurnNotFoundException(session.Id, said.TurnId, session.FindOpenTurn());

        await writer.SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (session.Gate)
        {
            // What was in the way may have been refused meanwhile.
            admission = session.Compare(line, said, out var turn);
            if (admission == Admission.ReusesTurn) throw new IdReusedException(session.Id, line.TurnId);
            if (admission == Admission.TurnHasEnded)
            {
                throw new TurnEndedException(
                    session.Id, line.TurnId, turn!.IsEndingDurable ? turn.Ending : null);
            }

            if (admission == Admission.Repeats && turn!.IsLastDurable)
            {
                return new(session.Id, line.TurnId, turn.CreatedAt, turn.Revision,
                    said with { TurnId = line.TurnId, CreatedAt = turn.CreatedAt });
            }
        }

        writer.ThrowIfBroken();
        throw new SessionWriteException(
            "The record that this one repeats was refused; nothing was written.", WriteOutcome.NotDone);
    }

    private static SessionWriteException Lost(SessionPersistenceException cause) =>
        new("Events that were buffered before this one could not be written and are lost; this one was not written "
            + "either.", WriteOutcome.NotDone, cause);
}
