using System.Globalization;
using SessionPersistence.Backup;
using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>Looks for a revision that the index or a generation names and that no document and no record reaches: what
/// led there was acknowledged, and is gone.</summary>
/// <remarks>The ledger is no witness: a deletion that it names is reached by itself.</remarks>
internal sealed class UnreachedRevisions(
    StoreContext store, JournalReplay journal, SessionIndex index, BackupGenerations backups)
{
    /// <summary>Returns a sentence about one, or <see langword="null"/>.</summary>
    /// <param name="backedUp">The sessions that have generations.</param>
    public string? Find(IEnumerable<SessionId> backedUp) =>
        index.Ids.Where(id => SessionId.TryParse(id, out _)).Order(StringComparer.Ordinal).Select(OfIndex)
            .Concat(backedUp.Order().Select(OfGenerations))
            .FirstOrDefault(proof => proof is not null);

    private string? OfIndex(string name)
    {
        var id = SessionId.Parse(name);
        var row = index.Find(id);
        return row.Life is { } life && !store.Catalog.IsUntouched(id) && row.Revision > Reached(id, life)
            ? Sentence(SessionIndex.FileName, id, row.Revision)
            : null;
    }

    private string? OfGenerations(SessionId id) =>
        backups.NewestOfStore(id) is { Life: { } life } newest && newest.Revision > Reached(id, life)
            ? Sentence(newest.FileName, id, newest.Revision)
            : null;

    private static string Sentence(string file, SessionId id, long revision) => string.Create(
        CultureInfo.InvariantCulture,
        $"'{file}' names revision {revision} of session {id}, which no document and no other record reaches");

    private long Reached(SessionId id, string life)
    {
        if (!store.Catalog.TryFind(id, out var entry)) return 0;
        if (entry.IsDead(life)) return long.MaxValue;

        // What another program wrote over a document hides which revision that had.
        var document = entry.Visible is { } visible && (visible.Life == life || entry.Document is { IsForeign: true })
            ? visible.Revision
            : 0;
        return Math.Max(document, journal.Find(id, life)?.HighestRevision ?? 0);
    }
}
