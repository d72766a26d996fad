using SessionPersistence.Catalog;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>What the next start finishes, whatever it is told to repair, because an owner did not close the
/// store.</summary>
internal static class UnfinishedWork
{
    public static IEnumerable<RecoveryFinding> Of(StoreContext store, StoreReplay replay, StoreContents contents) =>
    [
        .. replay.UnfinishedDeletions.OrderBy(deletion => deletion.Entry.Id).Select(deletion => Finding(
            FindingKinds.DeletionUnfinished,
            "The session was deleted, but that was not finished; opening the store removes the files that the deletion "
            + "names.") with
        { SessionId = deletion.Entry.Id }),
        .. store.Catalog.Entries.OrderBy(entry => entry.Id).SelectMany(entry => OfSession(store, entry)),
        .. contents.Staging.Concat(StagingInQuarantine(store)).Select(name => Finding(
            FindingKinds.StagingLeftover,
            "A write that never finished left this file; opening the store removes it.") with
        { Path = name }),
    ];

    private static IEnumerable<RecoveryFinding> OfSession(StoreContext store, SessionEntry entry)
    {
        if (entry.Fault is not null) yield break;

        // A file that is not read is told by who examines the session.
        if (DisplacedDocument.Find(store, entry) is { IsUnread: false } displaced)
        {
            yield return displaced.ToFinding(FindingCategory.Repairable,
                "opening the store does that and keeps the present file in quarantine.") with
            { Recommendation = displaced.Recommendation };
        }

        if (entry.Visible is { OpenTurn: { } open, Life: not null })
        {
            yield return Finding(FindingKinds.TurnInterrupted,
                "A turn was open when its owner ended; opening the store marks it as interrupted.") with
            { SessionId = entry.Id, TurnId = open.TurnId };
        }
    }

    private static IEnumerable<string> StagingInQuarantine(StoreContext store) =>
        store.Disk.FindEntry(store.Directory.Quarantine) is { Kind: FileSystemEntryKind.Directory }
        ? store.Disk.ListDirectory(store.Directory.Quarantine)
            .Where(file => StagingFile.IsStaging(file.Name))
            .Select(file => $"{StoreDirectory.QuarantineName}/{file.Name}")
            .Order(StringComparer.Ordinal)
        : [];

    private static RecoveryFinding Finding(string kind, string detail) =>
        new(kind, FindingCategory.Repairable, detail) { Recommendation = Recommendations.OpenStore };
}
