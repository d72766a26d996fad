using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Writes mended sessions to their files, before the store serves its first call: there is nobody yet who
/// could read a record.</summary>
/// <param name="store">The store.</param>
/// <param name="observer">Watches the sessions.</param>
/// <param name="quarantine">Keeps what is replaced.</param>
/// <param name="records">Writes what needs a record: that histories were put together.</param>
/// <param name="published">Hears of each document, and of its checksum; the name is durable when the caller has flushed
/// the directory.</param>
internal sealed class DocumentRepairs(StoreContext store, ISessionObserver observer, Quarantine quarantine,
    IRepairTarget records, Action<SessionEntry, SessionHead, uint> published) : IRepairTarget
{
    /// <inheritdoc/>
    public Task<string?> PublishAsync(SessionRepair repair) =>
        repair.Settles > 0 ? records.PublishAsync(repair) : Task.FromResult(Publish(repair));

    /// <inheritdoc/>
    public void Leave(SessionId id, DocumentFault fault)
    {
        if (fault.IsPassing) return;

        // Its head could be read, so it was taken for a session; with records behind it, it still is one.
        if (!store.Catalog.TryFind(id, out var entry)) return;

        lock (entry.Gate)
        {
            if (entry is { Fault: null, Visible.Life: null, Tail.Count: 0 }) entry.Fault = fault;
        }
    }

    private string? Publish(SessionRepair repair)
    {
        var entry = store.Catalog.GetOrAdd(repair.Id, observer);

        // Higher than any revision that was ever seen; what the journal has of the life is in the session.
        var revision = Math.Max(entry.HighestRevision, repair.Content.Head!.Revision) + 1;
        var head = repair.Content.Head with
        {
            Life = repair.Evidence.Life ?? LifeOfCopy(entry, repair) ?? NewLife.Create(),
            Revision = revision,
            OpenTurn = entry.Visible?.OpenTurn,
            ForeignSessionId = null,
            Generation = null,
            IsPartial = false,
        };
        var written = DocumentWriter.Write(head, repair.Content.Messages);
        store.Documents.ThrowIfTooLarge(written, StoreContext.DocumentName(repair.Id));
        entry.HighestRevision = revision;
        var kept = repair.Evidence.HasFile ? quarantine.Keep(repair.Id) : null;
        var file = store.WriteOver(repair.Evidence.File, repair.Id, written);
        lock (entry.Gate)
        {
            entry.Fault = null;
            entry.Restore(head, [], DocumentStamp.Of(file, revision, isForeign: false), revision);
        }

        published(entry, head, written.Crc);
        return kept;
    }

    // Where only a copy of the session knows its life, it goes on.
    private static string? LifeOfCopy(SessionEntry entry, SessionRepair repair) =>
        repair.Content.Head!.Life is { } life && !entry.IsDead(life) ? life : null;
}
