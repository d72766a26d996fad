using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Deletes sessions: what is to be kept is durable first; then one record, which names the files that
/// go.</summary>
internal sealed class SessionDeleter(
    StoreContext store,
    StoreEngine engine,
    SessionWriter writer,
    SessionLoader loader,
    Adoption adoption,
    DeletedFiles files,
    KeptCopies kept)
{
    public async Task<bool> DeleteAsync(SessionId id, DeleteOptions options, CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        engine.GiveUpIfGone(id);
        if (!store.Catalog.TryFind(id, out var entry)) return false;

        while (true)
        {
            var copy = options.KeepFor is null ? null : await KeepAsync(entry, cancellationToken).ConfigureAwait(false);
            var (isQueued, last) = await EnqueueAsync(entry, copy, options, cancellationToken).ConfigureAwait(false);
            if (isQueued is null) continue;

            // What is not there was deleted by somebody, who may yet be refused.
            await (isQueued.Value
                ? writer.CommitAsync(last!, cancellationToken)
                : writer.SettleAsync(last, cancellationToken)).ConfigureAwait(false);
            return isQueued.Value;
        }
    }

    // Makes a copy of the durable state; null when there is no session. A turn that is open ends in it.
    private async Task<SessionHead?> KeepAsync(SessionEntry entry, CancellationToken cancellationToken)
    {
        await adoption.EnsureOwnedAsync(entry, cancellationToken).ConfigureAwait(false);
        await writer.SettleAsync(entry, cancellationToken).ConfigureAwait(false);
        if (loader.Load(entry) is not { Head: { } head } content) return null;

        if (head.OpenTurn is { } open)
        {
            IReadOnlyList<SessionMessage> messages;
            string partial;
            lock (entry.Gate) (messages, partial) = (entry.Turn?.Messages ?? [], entry.Turn?.PartialText ?? "");
            DeletedTurn.End(content, open.TurnId, messages, partial, store.Time.GetUtcNow());
        }

        kept.Keep(content.Head!, content.Messages);
        return head;
    }

    // Returns whether the deletion is queued, and the newest write; nothing when another state than the copy's has to
    // be kept.
    private async Task<(bool? IsQueued, JournalAppend? Last)> EnqueueAsync(
        SessionEntry entry, SessionHead? copy, DeleteOptions options, CancellationToken cancellationToken)
    {
        await entry.DocumentGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string? life;
            lock (entry.Gate)
            {
                if (!Exists(entry)) return (false, entry.LastWrite);

                life = LifeOf(entry) ?? copy?.Life;
            }

            // Between this look and the record nobody writes, links or renames them: that is what the gate is for.
            var named = files.Name(entry.Id, life);
            lock (entry.Gate)
            {
                if (!Exists(entry)) return (false, entry.LastWrite);
                if (LifeOf(entry) is { } known && known != life) return default;
                if (options.KeepFor is not null && entry.Pending?.Revision != copy?.Revision) return default;

                return (true, Enqueue(entry, life ?? NewLife.Create(), named, options));
            }
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw new SessionWriteException(
                "A file that the deletion has to name cannot be read; nothing was deleted.", WriteOutcome.NotDone, e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    private static bool Exists(SessionEntry entry) => !entry.IsEnding
        && (entry.Pending is not null || entry.Fault is { Kind: not DocumentFaultKind.ForeignFile });

    private static string? LifeOf(SessionEntry entry) => entry.Pending?.Life ?? entry.KnownLife;

    // A file of another program is not adopted to be deleted: the life of the record is one that nothing else has.
    private JournalAppend Enqueue(
        SessionEntry entry, string life, IReadOnlyList<NamedFile> named, DeleteOptions options)
    {
        var pending = entry.Pending ?? new SessionHead { Id = entry.Id };
        var body = writer.Body()
            .Number("message_count", pending.MessageCount)
            .Text("reason", options.Reason)
            .Json("files", NamedFile.ToJson(named));
        if (options.KeepFor is { } keepFor)
            body.Instant("kept_until", StoreClock.After(store.Clock.Stamp, keepFor));

        return writer.Enqueue(entry, pending with { Life = life }, JournalEvent.Deleted, body.Build());
    }
}
