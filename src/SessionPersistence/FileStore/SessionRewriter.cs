using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>Replaces the messages of a session: what is lost is kept as a backup generation before the record that
/// loses it.</summary>
internal sealed class SessionRewriter(
    StoreContext store,
    SessionWriter writer,
    SessionLoader loader,
    Adoption adoption,
    GenerationKeeper keeper,
    IShrinkMarkers markers,
    TakenTurns takenTurns,
    StoreEngine engine)
{
    public async Task<WriteResult> RewriteAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        RewriteReason reason,
        long expectedRevision,
        CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        if (!store.Catalog.TryFind(id, out var entry)) throw new SessionNotFoundException(id, wasDeleted: false);

        await adoption.EnsureOwnedAsync(entry, cancellationToken).ConfigureAwait(false);
        lock (entry.Gate) Compare(entry, expectedRevision);
        await writer.SettleAsync(entry, cancellationToken).ConfigureAwait(false);

        var content = loader.Load(entry);
        if (content?.Head is not { } head) throw new SessionNotFoundException(id, wasDeleted: true);
        if (head.Revision != expectedRevision) throw new SessionConflictException(id, expectedRevision, head.Revision);

        var kept = CommonPrefix(content.Messages, messages);
        var losesContent = kept < content.Messages.Count;
        if (!losesContent && kept == messages.Count)
            return new() { Revision = expectedRevision, IsRepeat = true, Messages = Stored(content, kept, []) };

        var stored = TurnWriter.WithIds([.. messages.Skip(kept)], turnId: null);
        var generation = losesContent ? await keeper.KeepAsync(entry, content, NameOf(reason), cancellationToken)
            .ConfigureAwait(false) : null;
        var body = Body(content, kept, stored, reason, losesContent);

        JournalAppend append;
        lock (entry.Gate)
        {
            var pending = Compare(entry, expectedRevision);
            append = writer.Enqueue(entry, pending, JournalEvent.Rewritten, body);
        }

        var revision = await writer.CommitAsync(append, cancellationToken).ConfigureAwait(false);
        if (generation is not null) await keeper.PruneAsync(entry, generation).ConfigureAwait(false);
        return new() { Revision = revision, Messages = Stored(content, kept, stored) };
    }

    /// <summary>Returns the state that a rewrite builds on. Under the gate of the entry.</summary>
    /// <exception cref="SessionConflictException">It is at another revision.</exception>
    /// <exception cref="TurnInProgressException">A turn is open.</exception>
    public static SessionHead Compare(SessionEntry entry, long expectedRevision)
    {
        var pending = SessionWriter.PendingOf(entry);
        if (pending.Revision != expectedRevision)
            throw new SessionConflictException(entry.Id, expectedRevision, pending.Revision);
        if (pending.OpenTurn is { } open) throw new TurnInProgressException(entry.Id, open.TurnId);

        return pending;
    }

    private JournalBody Body(
        SessionContent content, int kept, IReadOnlyList<SessionMessage> added, RewriteReason reason, bool losesContent)
    {
        ReadOnlyMemory<byte>[] after = [.. content.Messages.Take(kept), .. added.Select(message => message.Utf8Json)];
        var marks = losesContent ? markers.MembersFor(reason, content.Head!, after, kept) : MemberList.Empty;
        if (losesContent) marks = marks.With(takenTurns.MembersFor(content, after));
        return writer.Since(NameOf(reason), content, kept, marks, after.Skip(kept));
    }

    private static IReadOnlyList<SessionMessage> Stored(
        SessionContent content, int kept, IReadOnlyList<SessionMessage> added) =>
        [.. content.Messages.Take(kept).Select(SessionMessage.FromTrusted), .. added];

    private static int CommonPrefix(List<ReadOnlyMemory<byte>> stored, IReadOnlyList<SessionMessage> given)
    {
        var count = 0;
        while (count < stored.Count && count < given.Count && IsSame(stored[count], given[count])) count++;
        return count;
    }

    // A host that keeps its own list does not have the ids that the store gave.
    private static bool IsSame(ReadOnlyMemory<byte> stored, SessionMessage given)
    {
        if (stored.Span.SequenceEqual(given.Utf8Json.Span)) return true;

        var message = SessionMessage.FromTrusted(stored);
        return message.Id is { } id && given.WithIds(id, message.TurnId).Utf8Json.Span.SequenceEqual(stored.Span);
    }

    private static string NameOf(RewriteReason reason) => reason switch
    {
        RewriteReason.Edit => "edit",
        RewriteReason.Undo => "undo",
        RewriteReason.Clear => "clear",
        RewriteReason.Compaction => "compaction",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
