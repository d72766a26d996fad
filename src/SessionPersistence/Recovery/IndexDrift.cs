using System.Globalization;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Where the index and the directory differ. Nothing depends on the index, and every start that may write
/// mends it.</summary>
/// <remarks>A directory without an index is not wrong: a scan says nothing of it, a start that had to do without one
/// does.</remarks>
/// <param name="index">The index.</param>
/// <param name="documents">The sessions that have a file.</param>
/// <param name="isObstructed">Whether a directory has the name of a session's file.</param>
/// <param name="isNews">Whether the journal or the ledger say what became of a session since the index was
/// written.</param>
/// <param name="isTombstoned">Whether another program deleted a session.</param>
internal sealed class IndexDrift(
    SessionIndex index,
    IReadOnlyDictionary<SessionId, FileSystemEntry> documents,
    Func<SessionId, bool> isObstructed,
    Func<SessionId, bool> isNews,
    Func<SessionId, bool> isTombstoned)
{
    private const string Healed = "Nothing depends on that; the next start that may write writes the index anew.";

    /// <summary>Gets the sessions that have a file and no row.</summary>
    public IReadOnlySet<SessionId> Unlisted { get; } = index is { Exists: true, IsBlocked: false }
        ? documents.Keys.Where(id => !index.Ids.Contains(id.Value) && !isNews(id)).ToHashSet()
        : [];

    /// <summary>Returns what is wrong with the rows that are there.</summary>
    public IEnumerable<RecoveryFinding> Rows()
    {
        if (index.IsBlocked)
        {
            yield return new(FindingKinds.IndexDamaged, FindingCategory.UnsafeToRepair, "It is no file, so that no "
                + "index can be written until it is moved away; every start reads every session file.")
            { Path = SessionIndex.FileName, Recommendation = Recommendations.ManualReview };
            yield break;
        }

        if (index.Fault is { } fault) yield return OfIndex($"{fault} {Healed}");
        if (index.UnusableItems > 0) yield return OfIndex(string.Create(
            CultureInfo.InvariantCulture, $"{index.UnusableItems} of its items are no sessions. {Healed}"));
        foreach (var text in index.Ids.Order(StringComparer.Ordinal))
        {
            if (!SessionId.TryParse(text, out var id))
            {
                yield return new(FindingKinds.UnsafeId, FindingCategory.Repairable,
                    $"The index lists what is no session id. {Healed}")
                { RawId = text, Path = SessionIndex.FileName, Recommendation = Recommendations.RebuildIndex };
            }
            else if (!documents.ContainsKey(id) && !isObstructed(id) && !isNews(id) && !isTombstoned(id))
            {
                yield return OfSession(id, FindingKinds.IndexMissingFile, "The index lists the "
                    + $"session{WhatWas(index.Find(id))}, but it has no file. {Healed} Whoever misses it has to look "
                    + "for a copy.");
            }
        }
    }

    /// <summary>Returns what a start finds, and has mended when the store closes at the latest.</summary>
    public IEnumerable<RecoveryFinding> MendedByStart()
    {
        if (!index.Exists && documents.Keys.Any(id => !isNews(id)))
        {
            yield return new(FindingKinds.IndexMissing, FindingCategory.Ok,
                "There was no index: every session file was read. An index is written.") { Path =
                    SessionIndex.FileName };
        }

        foreach (var finding in Rows()
            .Concat(index.Fault is null ? Unlisted.Order().Select(id => MissingEntry(id, messages: null)) : []))
        {
            yield return finding.Category == FindingCategory.Repairable ? finding with { Category = FindingCategory.Ok,
                Recommendation = Recommendations.None } : finding;
        }
    }

    /// <summary>Returns the finding of a session that the index does not list.</summary>
    /// <param name="id">The session.</param>
    /// <param name="messages">How many messages its file has; <see langword="null"/> when they were not
    /// counted.</param>
    public static RecoveryFinding MissingEntry(SessionId id, int? messages) =>
        OfSession(id, FindingKinds.IndexMissingEntry,
            $"The session has a file, but the index does not list it. {Healed}") with { LiveMessages = messages };

    // The last that is known of a file that went without a record of why.
    private static string WhatWas(IndexRow row) =>
        row.IsEmpty ? ""
            : string.Create(CultureInfo.InvariantCulture, $", with {Counted.Of(row.MessageCount, "message")}");

    private static RecoveryFinding OfIndex(string detail) =>
        new(FindingKinds.IndexDamaged, FindingCategory.Repairable, detail)
    { Path = SessionIndex.FileName, Recommendation = Recommendations.RebuildIndex };

    private static RecoveryFinding OfSession(SessionId id, string kind, string detail) =>
        new(kind, FindingCategory.Repairable, detail)
    { SessionId = id, Path = SessionIndex.FileName, Recommendation = Recommendations.RebuildIndex };
}
