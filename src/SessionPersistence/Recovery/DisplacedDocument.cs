using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>A file that stands where a document of this store should: another program's, or a damaged one, while the
/// journal knows the session.</summary>
/// <param name="Id">The session.</param>
/// <param name="Fault">Why it cannot be read; <see langword="null"/> when it can.</param>
internal sealed record DisplacedDocument(SessionId Id, DocumentFault? Fault)
{
    public string Recommendation => Fault is null ? Recommendations.OpenStore : Recommendations.RebuildFromJournal;

    /// <summary>Looks for one.</summary>
    public static DisplacedDocument? Find(StoreContext store, SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry is not { Document.IsForeign: true, Visible.Life: not null }) return null;
        }

        return new(entry.Id, store.Documents.Read(store.DocumentPath(entry.Id), entry.Id).Fault);
    }

    /// <summary>Tells of it.</summary>
    /// <param name="category">Whether something has to be done still.</param>
    /// <param name="outcome">What is done about it, or was.</param>
    public RecoveryFinding ToFinding(FindingCategory category, string outcome) => new(
        Fault is null ? FindingKinds.ForeignWriteMerged : FindingKinds.MalformedDocument,
        category,
        Fault is null
            ? $"Another program wrote the file of a session that the journal knows; both are put together: {outcome}"
            : $"{Fault.Detail} The journal has the whole session, and the file is written from it: {outcome}")
    {
        SessionId = Id,
        Path = StoreContext.DocumentName(Id),
        Offset = Fault?.Offset,
    };
}
