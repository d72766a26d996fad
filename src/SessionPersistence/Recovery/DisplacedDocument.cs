using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>A file that stands where a document of this store should: another program's, a damaged one, or one of a
/// deleted session of the id, while the journal knows the session.</summary>
/// <param name="Id">The session.</param>
/// <param name="Fault">Why it cannot be read; <see langword="null"/> when it can.</param>
/// <param name="IsPutBack">Whether it is a backup generation of the session.</param>
internal sealed record DisplacedDocument(SessionId Id, DocumentFault? Fault, bool IsPutBack)
{
    /// <summary>Gets what was changed of a document of this store that can be read; <see langword="null"/> where only
    /// its head is looked at.</summary>
    public DocumentFault? Change { get; init; }

    public string Recommendation => Fault is null ? Recommendations.OpenStore : Recommendations.RebuildFromJournal;

    /// <summary>Gets whether nobody knows what it is: the file cannot be read, or is larger than is read.</summary>
    public bool IsUnread => Fault is { Kind: DocumentFaultKind.Unreadable or DocumentFaultKind.TooLarge };

    /// <summary>Looks for one.</summary>
    public static DisplacedDocument? Find(StoreContext store, SessionEntry entry)
    {
        SessionHead visible;
        lock (entry.Gate)
        {
            if (entry is not { Document.IsForeign: true, Visible: { Life: not null } known }) return null;

            visible = known;
        }

        var read = store.Documents.Read(store.DocumentPath(entry.Id), entry.Id);
        var fault = read.Document is { } document ? SessionLoader.FaultOf(entry, visible, document) : read.Fault;
        return new(entry.Id, fault,
            read.Document?.Head is { Generation: not null } head && head.Life == visible.Life);
    }

    /// <summary>Tells of it.</summary>
    /// <param name="category">Whether something has to be done still.</param>
    /// <param name="outcome">What is done about it, or was.</param>
    public RecoveryFinding ToFinding(FindingCategory category, string outcome) => new(
        IsPutBack ? FindingKinds.BackupPutBack
            : Fault is null ? FindingKinds.ForeignWriteMerged
            : Fault == SessionLoader.OfDeleted ? FindingKinds.DeletedSessionFile : FindingKinds.MalformedDocument,
        category,
        IsPutBack
            ? "Somebody put a backup of the session in the place of its file: its messages are shown, with what came "
                + $"after the write that it was kept before, and what the session was becomes a backup: {outcome}"
            : Fault is null
            ? $"Another program wrote the file of a session that the journal knows; both are put together: {outcome}"
                + (Change is null ? "" : $" {Change.Detail}")
            : $"{Fault.Detail} The journal has the whole session, and the file is written from it: {outcome}")
    {
        SessionId = Id,
        Path = StoreContext.DocumentName(Id),
        Offset = Fault?.Offset,
    };
}
