using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>Turns a change of one session into one record: number it under the gate, queue it, wait for it
/// outside.</summary>
internal sealed class SessionWriter(StoreContext store, JournalWriter journal)
{
    /// <summary>Starts the body of a record of this instant.</summary>
    public JournalBodyBuilder Body() => new(store.Time.GetUtcNow());

    /// <summary>Makes the body of a record that says everything of a session.</summary>
    public JournalBody Whole(string reason, SessionContent content) => Body()
        .Text("reason", reason)
        .Number("kept", 0)
        .Metadata(content.Head!.Members)
        .Messages(content.Messages)
        .Build();

    /// <summary>Makes the body of a record that puts the histories of a session together.</summary>
    /// <param name="content">What they are together.</param>
    /// <param name="revision">The highest revision that any of them has.</param>
    public JournalBody Settling(SessionContent content, long revision) => Body()
        .Text("reason", JournalRecord.MergeReason)
        .Number("kept", 0)
        .Number("settled", revision)
        .Metadata(content.Head!.Members)
        .Messages(content.Messages)
        .Build();

    /// <summary>Makes the body of a record that keeps the first messages of a session and replaces the
    /// others.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="before">The session.</param>
    /// <param name="kept">How many of its messages stay.</param>
    /// <param name="changes">The members that are set.</param>
    /// <param name="messages">The messages behind those that stay.</param>
    public JournalBody Since(string reason, SessionContent before, int kept, MemberList changes,
        IEnumerable<ReadOnlyMemory<byte>> messages) => Body()
        .Text("reason", reason)
        .Number("kept", kept)
        .Crc(MessageContent.Crc(before.Messages, kept))
        .Metadata(changes)
        .Messages(messages)
        .Build();

    /// <summary>Makes the body of a record by which a session becomes another. One that keeps no message says
    /// everything, so that it can be read without what was there before.</summary>
    public JournalBody Difference(string reason, SessionContent before, SessionContent after)
    {
        var kept = MessageContent.CommonPrefix(before.Messages, after.Messages);
        return kept == 0
            ? Whole(reason, after)
            : Since(reason, before, kept, after.Head!.Members.Since(before.Head!.Members), after.Messages.Skip(kept));
    }

    /// <summary>Queues a write. Under the gate of the entry, which must have been compared with
    /// <paramref name="pending"/> there.</summary>
    /// <param name="entry">The session.</param>
    /// <param name="pending">The state that the write builds on.</param>
    /// <param name="journalEvent">What is written.</param>
    /// <param name="body">What it carries.</param>
    public JournalAppend Enqueue(SessionEntry entry, SessionHead pending, JournalEvent journalEvent, JournalBody body)
    {
        var record = new JournalRecord(journalEvent, entry.Id, pending.Life!)
        {
            Revision = Math.Max(entry.HighestRevision, pending.Revision) + 1,
            After = pending.Revision,
            Body = body,
        };
        var after = journalEvent == JournalEvent.Deleted ? null : SessionFold.Apply(pending, record);
        var append = journal.Enqueue(record, entry);
        if (journalEvent == JournalEvent.Rewritten) entry.Known = null;
        else entry.Known?.Add(record.Revision, body.Messages.AsSpan());
        entry.HighestRevision = record.Revision;
        entry.Pending = after;
        entry.LastWrite = append;
        return append;
    }

    /// <summary>Throws if the directory, that of the journal or the lock are not what they were: another owner may have
    /// the store.</summary>
    /// <exception cref="StoreReadOnlyException">They are not.</exception>
    public void ThrowIfGone()
    {
        if (journal.StopIfGone()) journal.ThrowIfBroken();
    }

    /// <summary>Queues a mark of a turn that nobody waits for.</summary>
    public void EnqueueMark(SessionEntry entry, string life, JournalEvent journalEvent, JournalBody body) =>
        journal.EnqueueBuffered(new(journalEvent, entry.Id, life) { Body = body }, entry);

    /// <summary>Queues the mark that a document is durable: what another program makes of it is compared with that
    /// revision.</summary>
    public void EnqueueCovered(SessionEntry entry, SessionHead written, uint crc) =>
        EnqueueMark(
            entry, written.Life!, JournalEvent.Covered, Body().Number("covered", written.Revision).Crc(crc).Build());

    /// <summary>Waits until a write is durable.</summary>
    /// <returns>Its revision.</returns>
    public async Task<long> CommitAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        await journal.CommitAsync(append, cancellationToken).ConfigureAwait(false);

        // What is lost is told by the health of the store until the device takes a record again; a write of somebody
        // else is not refused for it.
        journal.TakeLostBuffered();
        return append.Record.Revision;
    }

    /// <inheritdoc cref="CommitAsync(JournalAppend, CancellationToken)"/>
    /// <returns>What its caller is answered with.</returns>
    public async Task<WriteResult> CommitAsync(QueuedWrite write, CancellationToken cancellationToken) => new()
    {
        Revision = await CommitAsync(write.Append, cancellationToken).ConfigureAwait(false),
        FirstIndex = write.FirstIndex,
        Messages = write.Messages,
    };

    /// <summary>Waits for the newest write of a session: a repeated call is answered only after the record that it
    /// repeats is durable.</summary>
    public async Task SettleAsync(SessionEntry entry, CancellationToken cancellationToken)
    {
        JournalAppend? last;
        lock (entry.Gate) last = entry.LastWrite;
        await SettleAsync(last, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a write is durable that an answer was taken from; the write is read under the same lock as
    /// the answer.</summary>
    /// <exception cref="SessionWriteException">It is not.</exception>
    public async Task SettleAsync(JournalAppend? last, CancellationToken cancellationToken)
    {
        if (last is not null) await journal.CommitAsync(last, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the state that a write builds on. Under the gate of the entry.</summary>
    /// <exception cref="SessionNotFoundException">There is none.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy.</exception>
    public static SessionHead PendingOf(SessionEntry entry)
    {
        SessionLoader.ThrowIfCorrupt(entry);
        return entry.Pending ?? throw new SessionNotFoundException(
            entry.Id, wasDeleted: entry.DeadLives.Count > 0 || entry.Visible is not null);
    }
}
