using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>Notes what reading the whole of a document showed: in lists, in the health of the store and in the
/// log.</summary>
internal static class DocumentVerdict
{
    /// <summary>Notes it, unless the document has been replaced meanwhile. Takes the gate of the entry.</summary>
    /// <param name="store">The store.</param>
    /// <param name="entry">The session.</param>
    /// <param name="stamp">The document, as it was known before it was read.</param>
    /// <param name="read">What was read.</param>
    public static void Note(StoreContext store, SessionEntry entry, DocumentStamp stamp, DocumentReadResult read)
    {
        var fault = read.Fault?.OfSession() ?? read.Document!.Fault;
        if (fault?.IsPassing == true || (stamp.IsVerified && stamp.Fault == fault)) return;

        lock (entry.Gate)
        {
            if (!ReferenceEquals(entry.Document, stamp)) return;

            entry.Document = stamp with { IsVerified = true, Fault = fault };
        }

        if (fault is null) TakeBack(store, entry);
        else Report(store, entry, fault);
    }

    /// <summary>Notes that another document took the place of the one that was looked at, or none.</summary>
    public static void TakeBack(StoreContext store, SessionEntry entry)
    {
        store.Issues.TakeBack(StoreIssueKinds.DocumentDamaged, entry.Id);
        store.Catalog.Moved(entry);
    }

    private static void Report(StoreContext store, SessionEntry entry, DocumentFault fault)
    {
        var name = StoreContext.DocumentName(entry.Id);
        Log.DocumentDamaged(store.Logger, name, fault.Detail);
        store.Issues.Report(new(StoreIssueKinds.DocumentDamaged, StoreStatus.Degraded,
            $"{name}: {fault.Detail} An audit says what can be done.") { SessionId = entry.Id });
        store.Catalog.Moved(entry);
    }
}
