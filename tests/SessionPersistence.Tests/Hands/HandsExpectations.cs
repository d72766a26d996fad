using System.Text;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hands;

/// <summary>What cannot be otherwise, by nature: each with its reason.</summary>
internal static class HandsExpectations
{
    private static readonly string[] OwnDirectories = ["_journal/", "_quarantine/", "_deleted/"];

    /// <summary>Returns why a store may refuse to open; <see langword="null"/> where it may not.</summary>
    public static string? MayRefuse(OutsidePair pair) => pair switch
    {
        { Target: "store.lock" } when IsKeptOut(pair) => "Without the lock nobody knows who else writes here.",
        { Target: "store.owner" } when IsKeptOut(pair) =>
            "Each start writes this file anew, and what it writes would no longer be its owner's.",
        { Target: "_deleted.jsonl" } when IsKeptOut(pair) || IsReadError(pair) =>
            "Without the ledger nobody knows what was deleted, and what is deleted must not come back.",
        { Target: "_journal" } when LeadsOutside(pair) => "Nothing behind a link is the store's.",
        _ => null,
    };

    /// <summary>Whether what stands under the directory's name now stands outside of the store.</summary>
    public static bool LeadsOutside(OutsidePair pair) => pair.Action == "replace the directory by a link";

    /// <summary>Whether the directory is now that of an earlier time, or of nobody.</summary>
    public static bool IsAnotherStore(OutsidePair pair) =>
        pair.Target.StartsWith(" as after ", StringComparison.Ordinal)
            || (pair.Action.Contains("the directory", StringComparison.Ordinal) && pair.Target.Length == 0);

    /// <summary>Says of which sessions the directory still knows, after the action, that they were deleted: what only a
    /// journal file or the ledger knew is known to nothing when that is gone.</summary>
    public static Func<string, bool> IsDeletionKnown(OutsidePoint point)
    {
        var names = point.Before.Files.Select(file => file.Name).ToHashSet();
        var lines = point.After.Files
            .Where(file => names.Contains(file.Name) && file.Name.EndsWith(".jsonl", StringComparison.Ordinal))
            .SelectMany(file => Encoding.UTF8.GetString(file.Content).Split('\n'))
            .Where(line => line.Contains("\"deleted", StringComparison.Ordinal)).ToList();
        var later = point.Acknowledged.Skip(point.AcknowledgedBefore).OfType<Gone>().Select(gone => gone.Session)
            .ToHashSet();
        var isUnreadNow = IsOfJournal(point.Pair) && (point.Passes || IsKeptOut(point.Pair));
        return session => !isUnreadNow && (later.Contains(session)
            || lines.Exists(line => line.Contains($"\"{session}\"", StringComparison.Ordinal)));
    }

    /// <summary>Returns why nothing can know of a loss; <see langword="null"/> where something can.</summary>
    public static string? CannotKnow(OutsidePair pair)
    {
        if (IsAnotherStore(pair))
            return "The directory is an older one, or empty: nothing in it knows of what came later.";
        if (IsOfJournal(pair))
            return "What only a journal file knew is known to nothing when that is gone.";

        return null;
    }

    /// <summary>Returns why files are in no finding that hold messages; <see langword="null"/> where they must
    /// be.</summary>
    public static string? IsNotLookedInto(IReadOnlyList<string> files) =>
        files.All(file => file.Contains('/', StringComparison.Ordinal)
            && !OwnDirectories.Any(own => file.StartsWith(own, StringComparison.Ordinal)))
            ? "A directory with a name of its own is another program's (.git, .stversions): no store looks into it."
            : null;

    private static bool IsKeptOut(OutsidePair pair) =>
        pair.Action is "replace by a link" or "make read-only" or "give to somebody else";

    private static bool IsReadError(OutsidePair pair) =>
        pair.Action.StartsWith("fail to ", StringComparison.Ordinal);

    private static bool IsOfJournal(OutsidePair pair) => pair.Target.StartsWith("_journal", StringComparison.Ordinal);
}
