using System.Globalization;
using SessionPersistence.Catalog;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Says where the index and the directory differ. Nothing depends on the index, and its next write mends it.</summary>
internal static class IndexFindings
{
    private const string Healed = "The next write of the index mends it.";

    /// <summary>Adds what is wrong with an index. A directory without one is not wrong: it was never written.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="index">The index.</param>
    /// <param name="documents">The sessions that have a file.</param>
    /// <param name="isNews">Whether the journal or the ledger say what became of a session since the index was written.</param>
    public static void Add(
        List<RecoveryFinding> findings,
        SessionIndex index,
        IReadOnlyDictionary<SessionId, FileSystemEntry> documents,
        Func<SessionId, bool> isNews)
    {
        if (!index.Exists) return;

        if (index.Fault is { } fault)
        {
            findings.Add(OfIndex($"{fault} {Healed}"));
            return;
        }

        if (index.UnusableItems > 0) findings.Add(OfIndex(string.Create(CultureInfo.InvariantCulture, $"{index.UnusableItems} of its items are no sessions. {Healed}")));

        foreach (var id in Sessions(index.Ids).Where(id => !documents.ContainsKey(id) && !isNews(id)).Order())
        {
            findings.Add(OfSession(id, FindingKinds.IndexMissingFile, $"The index lists the session, but it has no file. {Healed}"));
        }

        foreach (var id in documents.Keys.Where(id => !index.Ids.Contains(id.Value) && !isNews(id)).Order())
        {
            findings.Add(OfSession(id, FindingKinds.IndexMissingEntry, $"The session has a file, but the index does not list it. {Healed}"));
        }
    }

    private static IEnumerable<SessionId> Sessions(IEnumerable<string> ids)
    {
        foreach (var text in ids)
        {
            if (SessionId.TryParse(text, out var id)) yield return id;
        }
    }

    private static RecoveryFinding OfIndex(string detail) => new(FindingKinds.IndexDamaged, FindingCategory.Ok, detail) { Path = SessionIndex.FileName };

    private static RecoveryFinding OfSession(SessionId id, string kind, string detail) =>
        new(kind, FindingCategory.Ok, detail) { SessionId = id, Path = SessionIndex.FileName };
}
