using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Reads what there is of one session, whole. Writes nothing.</summary>
internal sealed class EvidenceReader(StoreContext store, SessionLoader loader)
{
    public SessionEvidence Read(SessionId id)
    {
        try
        {
            var file = store.Disk.FindEntry(store.DocumentPath(id));
            return ReadUntouched(id, file) ?? Read(id, file, store.Catalog.TryFind(id, out var known) ? known : null);
        }
        catch (Exception e) when (e is StoreUnavailableException || DiskFault.Is(e))
        {
            return new(id) { IsClosed = true, Fault = new(DocumentFaultKind.Unreadable, null, e.Message) };
        }
    }

    private SessionEvidence Read(SessionId id, FileSystemEntry? file, SessionEntry? entry)
    {
        var evidence = new SessionEvidence(id) { File = file };
        if (entry is not null)
        {
            lock (entry.Gate)
            {
                evidence = evidence with
                {
                    Life = entry.Visible?.Life ?? entry.KnownLife,
                    Waiting = [.. entry.FaultedTail, .. entry.Tail],
                    Diverged = entry.Diverged,
                    WasDeleted = entry.DeadLives.Count > 0,
                    Fault = entry.Fault,
                    IsClosed = entry.Fault is { Kind: DocumentFaultKind.Linked }
                        || (entry.DeadLives.Count > 0 && entry.Visible is null && entry.Fault is null),
                };
            }
        }

        if (evidence.IsClosed) return evidence;

        try
        {
            return Read(evidence, entry);
        }
        catch (UnsupportedFormatException e)
        {
            return evidence with { IsClosed = true, IsNewer = true,
                Fault = new(DocumentFaultKind.Newer, null, e.Message) };
        }
    }

    // Where the file says what the index says, the file is all that there is; no head is read before, and no entry
    // made.
    private SessionEvidence? ReadUntouched(SessionId id, FileSystemEntry? file)
    {
        if (!store.Catalog.TryFindUntouched(id, out var row)) return null;

        try
        {
            var document = store.Documents.Read(store.DocumentPath(id), id).Document;
            return document?.Head is { Life: { } life, Generation: null } head
                && life == row.Life && head.Revision == row.Revision
                ? new(id) { File = file, Life = life, Content = SessionContent.Of(document),
                    Count = document.Messages.Count }
                : null;
        }
        catch (UnsupportedFormatException)
        {
            return null;
        }
    }

    private SessionEvidence Read(SessionEvidence evidence, SessionEntry? entry)
    {
        var read = evidence.HasFile ? store.Documents.Read(store.DocumentPath(evidence.Id), evidence.Id) : null;
        if (read?.Fault is { Kind: DocumentFaultKind.Unreadable or DocumentFaultKind.TooLarge } closed)
            return evidence with { IsClosed = true, Fault = closed };

        var content = Load(entry, read);
        var fault = !evidence.HasFile ? evidence.Fault
            : read?.Fault is { Kind: not DocumentFaultKind.Missing } damage ? damage : null;
        if (entry?.Fault?.Kind == DocumentFaultKind.Damaged) fault = fault?.OfSession();
        var salvaged = content is null && evidence.HasFile && fault?.Kind == DocumentFaultKind.Damaged
            ? store.Documents.Salvage(store.DocumentPath(evidence.Id), evidence.Id) : null;
        return evidence with
        {
            Content = content,
            Unnamed = content is null && fault?.Kind == DocumentFaultKind.ForeignFile ? ReadUnnamed(evidence.Id) : null,
            Salvaged = salvaged is null ? null : SessionContent.Of(salvaged.Document),
            SalvageAccount = salvaged?.Account ?? "",
            Fault = fault,
            Changed = read?.Document?.Fault,
            HasOtherCount = read?.Document?.HasOtherCount == true,
            Count = read?.Document is { Form: not MessagesForm.List } ? null : content?.Messages.Count,
        };
    }

    private static bool IsAllOf(SessionHead visible, SessionHead written) =>
        visible.Life is null || (visible.Life == written.Life && visible.Revision == written.Revision);

    private SessionContent? ReadUnnamed(SessionId id) =>
        store.Documents.ReadUnnamed(store.DocumentPath(id), id) is { } document ? SessionContent.Of(document) : null;

    // A file alone is the session; with records behind it, the loader knows what they add up to.
    private SessionContent? Load(SessionEntry? entry, DocumentReadResult? read)
    {
        if (entry is null) return read?.Document is { } found ? SessionContent.Of(found) : null;
        lock (entry.Gate)
        {
            if (entry.Visible is null) return null;
            if (entry.Tail.Count == 0 && read?.Document is { } document && IsAllOf(entry.Visible, document.Head))
                return SessionContent.Of(document);
        }

        try
        {
            return loader.Load(entry);
        }
        catch (Exception e) when (e is SessionCorruptException or SessionTooLargeException)
        {
            return null;
        }
    }
}
