using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Puts a session together from its document and the records behind it. Writes nothing.</summary>
/// <param name="store">The store.</param>
/// <param name="foreignWrites">What was there before another program wrote over a document.</param>
internal sealed class SessionLoader(StoreContext store, IForeignWrites foreignWrites)
{
    /// <summary>Loads the durable state.</summary>
    /// <returns><see langword="null"/> when there is no such session.</returns>
    /// <exception cref="SessionCorruptException">There is no readable copy.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be read now; nothing is remembered of
    /// that.</exception>
    public SessionContent? Load(SessionEntry entry)
    {
        while (true)
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

            if (visible is null) return null;
            if (stamp is null) return WithRecords(SessionContent.Empty, tail);

            var read = store.Documents.Read(store.DocumentPath(entry.Id), entry.Id);
            bool isOurs;
            lock (entry.Gate)
            {
                isOurs = IsOurs(read, visible, stamp, entry.Visible);

                // A deletion and another life of the id came between.
                if (!isOurs && (entry.Visible?.Life != visible.Life || entry.Document?.Matches(stamp) != true))
                    continue;
            }

            if (!isOurs) return LoadForeign(entry, visible, tail, stamp, read);

            DocumentVerdict.Note(store, entry, stamp, read.Document!.Fault);
            return WithRecords(SessionContent.Of(read.Document), tail);
        }
    }

    /// <summary>Returns what becomes of a session under whose name something else stands than its document.</summary>
    /// <returns><see langword="null"/> when what stands there is no document.</returns>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    public ForeignContent? TakeIn(SessionEntry entry)
    {
        SessionHead? visible;
        DocumentStamp? stamp;
        IReadOnlyList<JournalRecord> tail;
        lock (entry.Gate) (visible, tail, stamp) = (entry.Visible, [.. entry.Tail], entry.Document);
        return visible is not null
            && store.Documents.Read(store.DocumentPath(entry.Id), entry.Id).Document is { } written
            ? foreignWrites.TakeIn(visible, stamp, written, tail)
            : null;
    }

    /// <summary>Throws if the session has no readable copy. Under the gate of the entry.</summary>
    /// <remarks>Somebody else's file is no session at all.</remarks>
    public static void ThrowIfCorrupt(SessionEntry entry)
    {
        if (entry.Fault is { Kind: not DocumentFaultKind.ForeignFile } fault) throw Remembered(entry.Id, fault);
    }

    /// <summary>Makes the error of a session whose file is not read: one that may pass, where the fault may.</summary>
    public static SessionPersistenceException Unread(StoreContext store, SessionId id, DocumentFault fault) =>
        fault.IsPassing
            ? new StoreUnavailableException(
                store.Directory.Root, id, $"{StoreContext.DocumentName(id)}: {fault.Detail}")
            : Remembered(id, fault);

    /// <summary>Makes the error of a session whose fault does not pass.</summary>
    public static SessionPersistenceException Remembered(SessionId id, DocumentFault fault) =>
        fault.Kind == DocumentFaultKind.TooLarge
            ? SessionTooLargeException.ToRead(id, StoreContext.DocumentName(id), fault.Bytes, fault.Limit)
            : Corrupt(id, fault);

    private static SessionCorruptException Corrupt(SessionId id, DocumentFault fault) =>
        new(id, StoreContext.DocumentName(id),
            fault.Offset is { } offset && !fault.Detail.Contains(" at byte ", StringComparison.Ordinal)
                ? $"{fault.Detail} (at byte {offset})"
                : fault.Detail);

    /// <summary>Why a document is none of its session.</summary>
    /// <returns><see langword="null"/> when it is an account of the session, whoever put it there.</returns>
    public static DocumentFault? FaultOf(SessionEntry entry, SessionHead visible, SessionDocument document) =>
        entry.IsDead(document.Head.Life) || IsOfFormerLife(entry, visible, document.Head) ? OfDeleted : null;

    // Another program names no life, but keeps when the session that it read was created.
    private static bool IsOfFormerLife(SessionEntry entry, SessionHead visible, SessionHead written)
    {
        lock (entry.Gate)
            return entry.DeadLives.Count > 0 && written.Life is null && written.IsCreatedBefore(visible.CreatedAt);
    }

    /// <summary>Gets what is wrong with a file of a former life of the id.</summary>
    public static DocumentFault OfDeleted { get; } =
        new(DocumentFaultKind.Damaged, null, "The file is of a session of this id that was deleted.");

    /// <summary>Gets what is wrong with a session whose file is gone, also at the second look.</summary>
    public static DocumentFault Removed { get; } =
        new(DocumentFaultKind.Missing, null, "The file was removed by another program.");

    /// <summary>Gets what is wrong with a file that holds another revision than the last one that was
    /// written.</summary>
    public static DocumentFault OtherRevision { get; } =
        new(DocumentFaultKind.Damaged, null, "The file is another revision of the session than the one that was "
            + "written last; opening the store puts it together with the journal.");

    /// <summary>Whether a document is the one that is known, or one that this store wrote since.</summary>
    /// <param name="document">What was read.</param>
    /// <param name="visible">The durable state.</param>
    /// <param name="known">The file that is known; <see langword="null"/> when there was none.</param>
    public static bool IsOurs(SessionDocument document, SessionHead visible, DocumentStamp? known)
    {
        if (visible.Life is null || document.Head.Life != visible.Life || document.Head.Generation is not null)
            return false;
        if (known is null) return true;

        var isKnown = document.Length == known.Length && (known.Layout is not { } layout || layout.Crc == document.Crc);
        return document.Head.Revision > known.Revision
            ? !(known.IsForeign && isKnown)
            : document.Head.Revision == known.Revision && isKnown && !known.IsForeign;
    }

    private bool IsOurs(DocumentReadResult read, SessionHead visible, DocumentStamp stamp, SessionHead? newest) =>
        read.Document is { } document && IsOurs(document, visible, stamp)
            && (document.Head.Revision <= newest?.Revision || !store.IsOwner);

    private static SessionContent WithRecords(SessionContent content, IReadOnlyList<JournalRecord> tail)
    {
        foreach (var record in tail) content.Apply(record);
        return content;
    }

    private SessionContent LoadForeign(SessionEntry entry, SessionHead visible, IReadOnlyList<JournalRecord> tail,
        DocumentStamp stamp, DocumentReadResult read)
    {
        try
        {
            var fault = read.Document is { } document ? FaultOf(entry, visible, document) : read.Fault?.OfSession();
            if (fault is null && foreignWrites.TakeIn(visible, stamp, read.Document!, tail) is { } taken)
            {
                DocumentVerdict.Note(store, entry, stamp, read.Document!.Fault);
                return AsStored(taken.Content, visible);
            }

            fault ??= OtherRevision;
            DocumentVerdict.Note(store, entry, stamp, fault);
            return Rebuild(visible, tail, fault) ?? throw Unread(store, entry.Id, fault);
        }
        catch (Exception e) when (Storage.DiskFault.Is(e))
        {
            throw Unread(store, entry.Id, new(DocumentFaultKind.Unreadable, null, e.Message));
        }
    }

    /// <summary>Puts a session together whose document is gone or damaged.</summary>
    /// <returns><see langword="null"/> when neither the journal nor a backup has enough of it.</returns>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public SessionContent? Rebuild(SessionHead visible, IReadOnlyList<JournalRecord> tail, DocumentFault fault)
    {
        if (SessionContent.Of(tail) is { } whole) return whole;

        // A file that somebody removed is not made again of a backup: that is how other programs delete.
        return fault.Kind == DocumentFaultKind.Damaged
            && visible.Life is { } life ? foreignWrites.Rebuild(visible.Id, life, visible.Revision) : null;
    }

    // The store's own account of a session is in memory, whatever another program's file says.
    private static SessionContent AsStored(SessionContent content, SessionHead visible) =>
        content.With(head => head with
        {
            Life = visible.Life,
            Revision = visible.Revision,
            OpenTurn = visible.OpenTurn,
            RecentTurns = visible.RecentTurns,
            RecentWrites = [],
        });
}
