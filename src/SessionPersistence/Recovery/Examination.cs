using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>Says which sessions of a store have to be examined: those about which something other than their own files
/// says something, and those whose files do.</summary>
internal sealed class Examination(ExaminedStore store, StoreContents contents)
{
    /// <summary>Gets what the examination works on.</summary>
    public ExaminedStore Store => store;

    /// <summary>Returns the sessions, in the order of their files.</summary>
    /// <param name="also">Sessions that are examined in any case.</param>
    public IReadOnlyList<SessionId> Sessions(IEnumerable<SessionId> also)
    {
        var ids = new HashSet<SessionId>(also);
        ids.UnionWith(contents.Backups);
        ids.UnionWith(contents.BackupDirectories.Where(id => !contents.DocumentDirectories.Contains(id)));
        ids.UnionWith(store.Turns.SessionIds);
        foreach (var entry in store.Store.Catalog.Entries)
        {
            if (NeedsLook(entry)) ids.Add(entry.Id);
        }

        return [.. ids.OrderBy(id => StoreContext.DocumentName(id), StringComparer.Ordinal)];
    }

    /// <summary>Returns the sessions of which another program's file is all that there is, and of that only the head
    /// was read.</summary>
    public IEnumerable<SessionId> Unverified() =>
        store.Store.Catalog.Entries.Where(IsUnverified).Select(entry => entry.Id);

    /// <summary>Returns the sessions about which something other than a file of their own says something.</summary>
    public IEnumerable<SessionId> Mentioned() => contents.Backups.Concat(store.Turns.SessionIds);

    /// <summary>Whether every deletion is known, as far as what was found says: a damaged record may have been
    /// one.</summary>
    public static bool DeletionsAreKnown(IEnumerable<RecoveryFinding> findings) =>
        !findings.Any(finding => finding.Kind is FindingKinds.LedgerDamaged or FindingKinds.JournalDamagedRecord
            or FindingKinds.JournalUnreadable);

    /// <summary>Returns the sessions whose files cannot be read, or of which the journal has several histories, in the
    /// order of their files.</summary>
    public IReadOnlyList<SessionId> Faulted() =>
    [
        .. store.Store.Catalog.Entries.Where(entry => entry.Fault is not null || entry.Diverged is not null)
            .Select(entry => entry.Id).Order(),
    ];

    /// <summary>Returns what is wrong beside the sessions.</summary>
    public IEnumerable<RecoveryFinding> Unsafe()
    {
        foreach (var (rawId, path) in store.Turns.UnsafeIds)
        {
            yield return new(FindingKinds.UnsafeId, FindingCategory.UnsafeToRepair,
                "The name of the turn journal is of no session id; it is not read.")
            { Path = path, RawId = rawId, Recommendation = Recommendations.ManualReview };
        }

        if (store.Turns.Unreadable is { } reason)
        {
            yield return new(FindingKinds.TurnJournalDamagedLine, FindingCategory.UnsafeToRepair,
                $"The turn journals cannot be listed ({reason}): whether prompts are lost is unknown.")
            { Recommendation = Recommendations.ManualReview };
        }
    }

    private static bool IsUnverified(SessionEntry entry) =>
        entry is { Fault: null, Visible.Life: null, Document.IsForeign: true };

    private bool NeedsLook(SessionEntry entry) =>
        entry.Fault is not null || entry.Diverged is not null || (entry.Visible is { } head
            && (!head.HasMessageList || store.Dialect.FindPending(head.Members) is not null));
}
