using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>Puts a session together from its document and the records behind it. Writes nothing.</summary>
internal sealed class SessionLoader(StoreContext store)
{
    /// <summary>Loads the durable state.</summary>
    /// <returns><see langword="null"/> when there is no such session.</returns>
    /// <exception cref="SessionCorruptException">There is no readable copy.</exception>
    public SessionContent? Load(SessionEntry entry)
    {
        // The records first: a checkpoint between the two reads may move them into the document, never out of both.
        SessionHead? visible;
        IReadOnlyList<JournalRecord> tail;
        DocumentStamp? stamp;
        lock (entry.Gate)
        {
            ThrowIfCorrupt(entry);
            (visible, tail, stamp) = (entry.Visible, [.. entry.Tail], entry.Document);
        }

        return visible is null ? null : Load(entry.Id, visible, tail, stamp);
    }

    /// <summary>Throws if the session has no readable copy. Under the gate of the entry.</summary>
    /// <remarks>Somebody else's file is no session at all.</remarks>
    public static void ThrowIfCorrupt(SessionEntry entry)
    {
        if (entry.Fault is { Kind: not DocumentFaultKind.ForeignFile } fault) throw Corrupt(entry.Id, fault);
    }

    public static SessionCorruptException Corrupt(SessionId id, DocumentFault fault) =>
        new(id, StoreContext.DocumentName(id), fault.Offset is { } offset ? $"{fault.Detail} (at byte {offset})" : fault.Detail);

    private SessionContent Load(SessionId id, SessionHead visible, IReadOnlyList<JournalRecord> tail, DocumentStamp? stamp)
    {
        var content = SessionContent.Empty;
        if (stamp is not null)
        {
            var read = store.Documents.Read(store.DocumentPath(id), id);
            if (read.Document is { } document)
            {
                content = SessionContent.Of(document);
                if (visible.Life is null || document.Head.Life != visible.Life) return MergeForeign(content, visible, tail);
            }
            else if (tail is not [{ Event: JournalEvent.Created }, ..])
            {
                throw Corrupt(id, read.Fault!);
            }
        }

        foreach (var record in tail) content.Apply(record);
        return content;
    }

    // Another program's file: what it says, and what the journal still has; the store's own account is in memory.
    private static SessionContent MergeForeign(SessionContent content, SessionHead visible, IReadOnlyList<JournalRecord> tail)
    {
        content.Merge(tail);
        return content.With(head => head with
        {
            Life = visible.Life,
            Revision = visible.Revision,
            OpenTurn = visible.OpenTurn,
            RecentTurns = visible.RecentTurns,
        });
    }
}
