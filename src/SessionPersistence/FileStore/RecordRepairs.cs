using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>Writes mended sessions of an open store: as records, like every other write.</summary>
internal sealed class RecordRepairs(
    StoreContext store,
    SessionWriter writer,
    SessionLoader loader,
    Adoption adoption,
    Quarantine quarantine,
    ISessionObserver observer) : IRepairTarget
{
    /// <inheritdoc/>
    public Task<string?> PublishAsync(SessionRepair repair) =>
        repair.Evidence.Content is null ? BeginAsync(repair) : RewriteAsync(repair);

    /// <inheritdoc/>
    public void Leave(SessionId id, DocumentFault fault)
    {
        // Whoever reads the session from the open store is told so then.
    }

    // There is nothing that a record could build on: this one says everything.
    private async Task<string?> BeginAsync(SessionRepair repair)
    {
        var entry = store.Catalog.GetOrAdd(repair.Id, observer);
        var kept = repair.Evidence.HasFile ? await SetAsideAsync(repair, entry).ConfigureAwait(false) : null;
        var whole = writer.Whole(ReasonOf(repair), repair.Content);
        JournalAppend append;
        lock (store.Catalog.Creation)
        lock (entry.Gate)
        {
            if (store.Catalog.FindCaseCollision(entry.Id) is { } collision)
                throw new SessionExistsException(entry.Id, collision);
            if (entry.Pending is not null || entry.Fault is null == repair.Evidence.HasFile)
                throw Changed(repair, entry);
            if (entry.Fault is null && entry.DeadLives.Count > 0) throw new SessionDeletedException(entry.Id);

            var before = new SessionHead { Id = entry.Id, Life = entry.KnownLife ?? NewLife.Create(),
                Revision = entry.HighestRevision };
            append = writer.Enqueue(
                entry, before, entry.Fault is null ? JournalEvent.Created : JournalEvent.Rewritten, whole);
        }

        await writer.CommitAsync(append, CancellationToken.None).ConfigureAwait(false);
        return kept;
    }

    private async Task<string?> RewriteAsync(SessionRepair repair)
    {
        if (!store.Catalog.TryFind(repair.Id, out var entry))
            throw new SessionNotFoundException(repair.Id, wasDeleted: true);

        var kept = await adoption.EnsureOwnedAsync(entry, CancellationToken.None).ConfigureAwait(false);
        await writer.SettleAsync(entry, CancellationToken.None).ConfigureAwait(false);
        var content = loader.Load(entry);
        if (content?.Head is not { } head || SessionRepair.StampOf(content) != repair.Before)
            throw Changed(repair, entry);

        var after = new SessionContent(head.WithMembers(repair.Content.Head!.Members), repair.Content.Messages);
        var body = repair.Settles > 0
            ? writer.Settling(after, repair.Settles)
            : writer.Difference(ReasonOf(repair), content, after);
        JournalAppend append;
        lock (entry.Gate)
        {
            var pending = SessionWriter.PendingOf(entry);
            if (pending.Revision != head.Revision || (pending.OpenTurn is not null && repair.Settles == 0))
                throw Changed(repair, entry);

            append = writer.Enqueue(entry, pending, JournalEvent.Rewritten, body);
        }

        await writer.CommitAsync(append, CancellationToken.None).ConfigureAwait(false);
        return kept;
    }

    private async Task<string> SetAsideAsync(SessionRepair repair, SessionEntry entry)
    {
        await entry.DocumentGate.WaitAsync().ConfigureAwait(false);
        try
        {
            return entry.IsEnding ? throw Changed(repair, entry) : quarantine.Keep(entry.Id);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    private static string ReasonOf(SessionRepair repair) =>
        repair.IsRestore ? JournalRecord.RestoreReason : JournalRecord.RepairReason;

    private static SessionConflictException Changed(SessionRepair repair, SessionEntry entry)
    {
        lock (entry.Gate)
            return new(repair.Id, repair.Evidence.Content?.Head?.Revision ?? 0, entry.Visible?.Revision ?? 0);
    }
}
