using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Says what the file is that stands under the name of a session, by what journal and backups say of
/// it. Writes nothing.</summary>
internal sealed class DocumentJudge(StoreContext store, PastContent past)
{
    /// <summary>Judges a file by its head; whole it is read only where no mark of its owner vouches for it.</summary>
    public DocumentStanding Judge(SessionHead head, LifeLog log)
    {
        if (head.Life != log.Life) return DocumentStanding.Outside;
        if (head.Generation is not null) return DocumentStanding.PutBack;
        if (log.IsKnownIn(head.Revision, store.Documents.ReadCrc(store.DocumentPath(head.Id))))
            return DocumentStanding.Ours;

        // What cannot be read is told by whoever loads it.
        return store.Documents.Read(store.DocumentPath(head.Id), head.Id).Document is not { } document
            || past.Gives(document, log)
            ? DocumentStanding.Ours
            : DocumentStanding.Outside;
    }

    /// <summary>Chooses, of several histories of one life, the one that the document continues; else that of the lowest
    /// file name stands.</summary>
    public void Choose(LifeLog log, SessionHead? head)
    {
        if (!log.IsContested || head is null) return;

        var crc = head.Life == log.Life ? store.Documents.ReadCrc(store.DocumentPath(head.Id)) : null;
        if (log.Histories.FirstOrDefault(history => log.WasWrittenBy(history, head.Revision, crc)) is { } writer)
            log.Continue(writer);
        else if (store.Documents.Read(store.DocumentPath(head.Id), head.Id).Document is { } document
            && log.Histories.FirstOrDefault(history => IsIn(history, document)) is { } held) log.Continue(held);
    }

    private static bool IsIn(LifeHistory history, SessionDocument document)
    {
        List<ReadOnlyMemory<byte>> said = [.. history.Records.SelectMany(record => record.Body.Messages)];
        return said.Count > 0 && MessageContent.Lacking(said, document.CompactMessages()).Count == 0;
    }
}
