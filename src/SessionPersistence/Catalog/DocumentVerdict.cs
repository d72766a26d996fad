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
    /// <param name="fault">What is wrong with it, if anything.</param>
    public static void Note(StoreContext store, SessionEntry entry, DocumentStamp stamp, DocumentFault? fault)
    {
        if (fault?.IsPassing == true || (stamp.IsVerified && stamp.Fault == fault)) return;

        lock (entry.Gate)
        {
            if (!ReferenceEquals(entry.Document, stamp)) return;

            entry.Document = stamp with { IsVerified = true, Fault = fault };
        }

        if (fault is not null)
            Log.DocumentDamaged(store.Logger, StoreContext.DocumentName(entry.Id), fault.Detail);
        store.Catalog.Moved(entry);
    }

    /// <summary>Returns what reading a document showed to be wrong with it.</summary>
    public static DocumentFault? FaultOf(DocumentReadResult read) => read.Fault?.OfSession() ?? read.Document!.Fault;
}
