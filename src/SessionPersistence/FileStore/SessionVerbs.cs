using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>The writing verbs of a store: create, append, metadata.</summary>
internal sealed partial class SessionVerbs(
    StoreContext store,
    StoreEngine engine,
    SessionWriter writer,
    MessageLearning learning,
    Adoption adoption,
    Deletions deletions)
{
    public async Task<Session> CreateAsync(NewSession session, CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        var id = session.Id ?? SessionId.New();
        var messages = TurnWriter.WithIds(session.Messages, turnId: null);
        var body = writer.Body();
        var now = store.Time.GetUtcNow();
        var members = SessionHead.ToMembers(session, session.CreatedAt ?? now, session.UpdatedAt ?? now);
        var created = body.Metadata(members).Messages(messages.Select(m => m.Utf8Json)).Build();
        ThrowIfTooLarge(id, created);
        var ofDeleted = session.ReplaceDeleted ? DeletedIdUse.Replace : DeletedIdUse.Refuse;
        var head = await CreateAsync(id, created, session.Messages, ofDeleted, cancellationToken).ConfigureAwait(false);
        return new(head.ToMetadata(), messages);
    }

    /// <summary>Creates a session by a record.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="created">The record.</param>
    /// <param name="given">The messages in it as the caller gave them: whether they have ids.</param>
    /// <param name="ofDeleted">What becomes of an id that was deleted.</param>
    /// <param name="cancellationToken">Observed until the record is queued.</param>
    /// <returns>The session at its first revision.</returns>
    public async Task<SessionHead> CreateAsync(
        SessionId id,
        JournalBody created,
        IReadOnlyList<SessionMessage> given,
        DeletedIdUse ofDeleted,
        CancellationToken cancellationToken)
    {
        var hasIds = given.Any(message => message.Id is not null);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (store.Catalog.FindCaseCollision(id) is { } collision)
            {
                // Not an answer before it is durable: it may yet be refused, and then the name is free.
                if (store.Catalog.TryFind(collision, out var other))
                    await writer.SettleAsync(other, cancellationToken).ConfigureAwait(false);
                if (store.Catalog.FindCaseCollision(id) == collision) throw new SessionExistsException(id, collision);

                continue;
            }

            var entry = store.Catalog.GetOrAdd(id, engine);
            if (await PrepareAsync(entry, ofDeleted, cancellationToken)
                .ConfigureAwait(false) is not { } life) continue;

            JournalAppend append;
            SessionHead head;
            lock (store.Catalog.Creation)
            lock (entry.Gate)
            {
                if (store.Catalog.FindCaseCollision(id) is not null) continue;
                if (entry.Pending is not null || entry.Visible is not null || entry.Fault is not null) continue;

                entry.HighestRevision = 0;
                entry.Known = hasIds ? new(first: 0) : null;
                append = writer.Enqueue(entry, new SessionHead { Id = id, Life = life }, JournalEvent.Created, created);
                head = entry.Pending!;
            }

            await writer.CommitAsync(append, cancellationToken).ConfigureAwait(false);
            return head;
        }
    }

    public async Task<WriteResult> AppendAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        long? expectedRevision,
        CancellationToken cancellationToken)
    {
        var entry = await OwnedAsync(id, cancellationToken).ConfigureAwait(false);
        var hasIds = TurnWriter.ThrowIfRepeated(messages);
        var stored = TurnWriter.WithIds(messages, turnId: null);
        var body = writer.Body().Messages(stored.Select(m => m.Utf8Json)).Build();
        while (true)
        {
            if (hasIds) await learning.LearnAsync(entry, cancellationToken).ConfigureAwait(false);

            QueuedWrite? write = null;
            JournalAppend? last;
            KnownWrite known;
            bool isDurable;
            lock (entry.Gate)
            {
                var pending = SessionWriter.PendingOf(entry);

                // A rewrite came between: which messages the session has must be learnt again.
                if (hasIds && !entry.IsLearnt) continue;

                (known, last) = (entry.Compare(messages), entry.LastWrite);
                isDurable = entry.IsDurable(known.Revision);
                if (known.Kind == KnownWriteKind.New)
                {
                    write = new(
                        EnqueueAppend(entry, pending, body, expectedRevision), pending.MessageCount, stored);
                }
            }

            if (write is not null) return await writer.CommitAsync(write, cancellationToken).ConfigureAwait(false);
            if (!isDurable) await writer.SettleAsync(last, cancellationToken).ConfigureAwait(false);
            else if (learning.Repeated(entry, known, messages) is { } repeated) return repeated;
        }
    }

    public async Task<SessionMetadata> UpdateMetadataAsync(
        SessionId id,
        Func<SessionMetadata, SessionMetadata> change,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var entry = await OwnedAsync(id, cancellationToken).ConfigureAwait(false);
            SessionHead pending;
            JournalAppend? last;
            lock (entry.Gate) (pending, last) = (SessionWriter.PendingOf(entry), entry.LastWrite);

            // A caller's code never runs under the gate; what it computed counts only if nothing came between.
            var before = pending.ToMetadata();
            var changes = SessionHead.Changes(before, ThrowIfNotAllowed(before, change(before)));
            if (changes.Count == 0)
            {
                await writer.SettleAsync(last, cancellationToken).ConfigureAwait(false);
                return before;
            }

            JournalAppend append;
            SessionHead after;
            lock (entry.Gate)
            {
                if (!ReferenceEquals(entry.Pending, pending)) continue;

                append = writer.Enqueue(entry, pending, JournalEvent.Metadata, writer.Body().Metadata(changes).Build());
                after = entry.Pending!;
            }

            await writer.CommitAsync(append, cancellationToken).ConfigureAwait(false);
            return after.ToMetadata();
        }
    }

    // What one starts with is often what another one has: a host meets this when it forks or imports.
    private void ThrowIfTooLarge(SessionId id, JournalBody created)
    {
        var size = new JournalRecord(JournalEvent.Created, id, "") { Body = created }.Size;
        if (size > store.MaxRecordBytes) throw new SessionTooLargeException(id, size, store.MaxRecordBytes);
    }

    // Returns the life to create, or null to look again.
    private async Task<string?> PrepareAsync(
        SessionEntry entry, DeletedIdUse ofDeleted, CancellationToken cancellationToken)
    {
        bool exists, isSettled;
        lock (entry.Gate)
        {
            if (entry.Fault is not null) throw new SessionExistsException(entry.Id, entry.Id);

            exists = entry.Pending is not null;
            isSettled = (entry.Visible is not null) == exists;
        }

        // A create that is being written may yet be refused, and so may a deletion: neither is an answer before it is
        // durable.
        if (!isSettled)
        {
            await writer.SettleAsync(entry, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (exists) throw new SessionExistsException(entry.Id, entry.Id);
        if (entry.DeadLives.Count == 0) return NewLife.Create();
        if (ofDeleted == DeletedIdUse.Refuse) throw new SessionDeletedException(entry.Id);

        try
        {
            await deletions.FinishAsync(entry).ConfigureAwait(false);
            if (ofDeleted == DeletedIdUse.Replace) await deletions.ClearNameAsync(entry).ConfigureAwait(false);
            return NewLife.Create();
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Clearing", store.DocumentPath(entry.Id), e);
        }
    }

    private JournalAppend EnqueueAppend(
        SessionEntry entry,
        SessionHead pending,
        JournalBody body,
        long? expectedRevision)
    {
        if (expectedRevision is { } expected && expected != pending.Revision)
        {
            throw new SessionConflictException(entry.Id, expected, pending.Revision);
        }

        return writer.Enqueue(entry, pending, JournalEvent.Appended, body);
    }

    private async Task<SessionEntry> OwnedAsync(SessionId id, CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        if (!store.Catalog.TryFind(id, out var entry)) throw new SessionNotFoundException(id, wasDeleted: false);

        await adoption.EnsureOwnedAsync(entry, cancellationToken).ConfigureAwait(false);
        return entry;
    }

    private static SessionMetadata ThrowIfNotAllowed(SessionMetadata before, SessionMetadata? change)
    {
        if (change is null) throw new ArgumentNullException(nameof(change), "The change returned nothing.");

        (string Name, bool IsSame)[] own =
        [
            (nameof(change.Id), change.Id == before.Id),
            (nameof(change.Revision), change.Revision == before.Revision),
            (nameof(change.MessageCount), change.MessageCount == before.MessageCount),
            (nameof(change.CreatedAt), change.CreatedAt == before.CreatedAt),
            (nameof(change.UpdatedAt), change.UpdatedAt == before.UpdatedAt),
            (nameof(change.OpenTurnId), change.OpenTurnId == before.OpenTurnId),
            (nameof(change.Fault), change.Fault == before.Fault),
        ];
        return Array.Find(own, member => !member.IsSame) is { Name: { } name }
            ? throw new ArgumentException(
                $"{name} is the store's own; only the attributes of a session can be changed.", nameof(change))
            : change;
    }
}
