using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>Brings a backup generation back, by one record. What the session is now becomes a generation
/// first.</summary>
internal sealed class SessionRestorer(
    StoreContext store,
    SessionWriter writer,
    SessionLoader loader,
    Adoption adoption,
    GenerationKeeper keeper,
    IShrinkMarkers markers,
    TakenTurns takenTurns)
{
    /// <summary>Restores a session.</summary>
    /// <returns>Its messages afterwards; a repeat when it is what the generation holds.</returns>
    public async Task<WriteResult> RestoreAsync(
        SessionEntry entry, SessionDocument generation, long? expectedRevision, CancellationToken cancellationToken)
    {
        ThrowIfNotRestorable(entry);
        await adoption.EnsureOwnedAsync(entry, cancellationToken).ConfigureAwait(false);
        JournalAppend? last;
        lock (entry.Gate) last = entry.LastWrite;
        await writer.SettleAsync(last, cancellationToken).ConfigureAwait(false);
        return Load(entry) is { Head: not null } content
            ? await ReplaceAsync(entry, content, generation, expectedRevision, cancellationToken).ConfigureAwait(false)
            : await ReviveAsync(entry, generation, last, cancellationToken).ConfigureAwait(false);
    }

    // What cannot be read now may be readable later, and somebody else's file is no session.
    private void ThrowIfNotRestorable(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Fault is { Kind: not (DocumentFaultKind.Damaged or DocumentFaultKind.Missing) } fault)
                throw SessionLoader.Unread(store, entry.Id, fault);
        }
    }

    private SessionContent? Load(SessionEntry entry)
    {
        try
        {
            return loader.Load(entry);
        }
        catch (SessionCorruptException)
        {
            // That is what it is restored for.
            return null;
        }
    }

    private async Task<WriteResult> ReplaceAsync(
        SessionEntry entry,
        SessionContent content,
        SessionDocument generation,
        long? expectedRevision,
        CancellationToken cancellationToken)
    {
        var (head, messages) = (content.Head!, generation.CompactMessages());
        var expected = expectedRevision ?? head.Revision;
        if (head.Revision != expected) throw new SessionConflictException(entry.Id, expected, head.Revision);
        if (head.OpenTurn is { } open) throw new TurnInProgressException(entry.Id, open.TurnId);

        var kept = MessageContent.CommonPrefix(content.Messages, messages);
        var changes = GenerationContent.Changes(head.Members, generation.Head.Members, markers.Describing);
        if (kept == messages.Count && kept == content.Messages.Count && changes.Count == 0)
            return Result(expected, messages) with { IsRepeat = true };

        if (kept < content.Messages.Count) changes = changes.With(takenTurns.MembersFor(content, messages));
        var body = writer.Difference(
            JournalRecord.RestoreReason, content, new(head.WithMembers(changes), messages));
        var name = await keeper.KeepAsync(entry, content, JournalRecord.RestoreReason, cancellationToken)
            .ConfigureAwait(false);
        JournalAppend append;
        lock (entry.Gate) append = writer.Enqueue(
            entry, SessionRewriter.Compare(entry, expected), JournalEvent.Rewritten, body);

        var revision = await writer.CommitAsync(append, cancellationToken).ConfigureAwait(false);
        await keeper.PruneAsync(entry, name).ConfigureAwait(false);
        return Result(revision, messages);
    }

    // There is no readable document: what the journal has of the session since is put behind what the generation holds.
    private async Task<WriteResult> ReviveAsync(
        SessionEntry entry, SessionDocument generation, JournalAppend? last, CancellationToken cancellationToken)
    {
        List<JournalRecord> records;
        lock (entry.Gate) records = [.. entry.FaultedTail, .. entry.Tail];

        var content = GenerationContent.WithNewer(generation, records);
        var body = writer.Whole(JournalRecord.RestoreReason, content);
        JournalAppend append;
        lock (store.Catalog.Creation)
        lock (entry.Gate)
        {
            if (store.Catalog.FindCaseCollision(entry.Id) is { } collision)
                throw new SessionExistsException(entry.Id, collision);
            if (entry.LastWrite != last)
                throw new SessionConflictException(entry.Id, generation.Head.Revision, entry.HighestRevision);
            if (entry.Pending is null && entry.Fault is null && entry.DeadLives.Count > 0)
                throw new SessionNotFoundException(entry.Id, wasDeleted: true);

            var life = entry.Pending?.Life ?? entry.KnownLife ?? generation.Head.Life ?? NewLife.Create();
            entry.HighestRevision = Math.Max(
                entry.HighestRevision, generation.Head.Life == life ? generation.Head.Revision : 0);
            var before = entry.Pending
                ?? new SessionHead { Id = entry.Id, Life = life, Revision = entry.HighestRevision };
            append = writer.Enqueue(entry, before, JournalEvent.Rewritten, body);
        }

        var revision = await writer.CommitAsync(append, cancellationToken).ConfigureAwait(false);
        return Result(revision, content.Messages);
    }

    private static WriteResult Result(long revision, IReadOnlyList<ReadOnlyMemory<byte>> messages) => new()
    {
        Revision = revision,
        Messages = [.. messages.Select(SessionMessage.FromTrusted)],
    };
}
