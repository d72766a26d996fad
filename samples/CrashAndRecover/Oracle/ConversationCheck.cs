namespace CrashAndRecover.Oracle;

/// <summary>Explains how a conversation differs from what it must be.</summary>
internal sealed class ConversationCheck(string session, IReadOnlyCollection<string> underWay)
{
    /// <param name="expected">What must be there, in order.</param>
    /// <param name="unsure">Those of them that are the call under way.</param>
    /// <param name="found">What is there.</param>
    public IEnumerable<Violation> Explain(
        IReadOnlyList<Expected> expected,
        IReadOnlySet<Expected> unsure,
        IReadOnlyList<FoundMessage> found)
    {
        if (Fits(expected, found)) return [];

        var taken = new int?[found.Count];
        var missing = Enumerable.Range(0, expected.Count).Where(i => !Take(taken, found, i, expected[i].Matches))
            .ToList();
        var changed = missing.Where(i => Take(taken, found, i, expected[i].Resembles)).ToList();
        var others = found.Where((_, i) => taken[i] is not null).ToList();
        List<Violation> violations =
        [
            .. missing.Except(changed).Select(i => Missing(expected[i], unsure.Contains(expected[i]))),
            .. changed.Select(i => Changed(expected[i], found[Array.IndexOf(taken, i)])),
            .. found.Where((_, i) => taken[i] is null).Select(extra => Extra(extra, others)),
        ];
        return violations is [_, ..]
            ? violations
            : [new(ViolationKind.OutOfOrder, session, FirstMisplaced(expected, found))];
    }

    public static bool Fits(IReadOnlyList<Expected> expected, IReadOnlyList<FoundMessage> found) =>
        expected.Count == found.Count && expected.Zip(found, (e, f) => e.Matches(f)).All(fits => fits);

    private static bool Take(
        int?[] taken, IReadOnlyList<FoundMessage> found, int expectedIndex, Func<FoundMessage, bool> fits)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (taken[i] is not null || !fits(found[i])) continue;
            taken[i] = expectedIndex;
            return true;
        }

        return false;
    }

    private static string FirstMisplaced(IReadOnlyList<Expected> expected, IReadOnlyList<FoundMessage> found)
    {
        var index = expected.Zip(found).TakeWhile(pair => pair.First.Matches(pair.Second)).Count();
        return $"at index {index} stands {found[index]}";
    }

    private Violation Missing(Expected expected, bool unsure) => expected switch
    {
        InterruptionMarker or ClosedToolCall => new(ViolationKind.NotMarked, session, $"no {expected}"),
        _ when unsure => new(ViolationKind.HalfDone, session, $"a part of a call is missing: {expected}"),
        _ => new(ViolationKind.Lost, session, $"{expected}"),
    };

    private Violation Changed(Expected expected, FoundMessage found) =>
        new(expected is KeptPartial ? ViolationKind.Invented : ViolationKind.Changed, session,
            $"expected {expected}, found {found}");

    private Violation Extra(FoundMessage extra, List<FoundMessage> others) =>
        others.Exists(other => IsSame(extra, other))
        ? new(ViolationKind.Duplicated, session, $"{extra}")
        : extra.Text("content") is { } content && underWay.Contains(content)
            ? new(ViolationKind.HalfDone, session, $"only a part of a call is there: {extra}")
            : new(ViolationKind.Invented, session, $"{extra}");

    // All markers read alike; the turn or the call that they are about tells them apart.
    private static bool IsSame(FoundMessage one, FoundMessage other) =>
        one.Member("content") == other.Member("content")
        && one.Member("turn_id") == other.Member("turn_id")
        && one.Member("tool_call_id") == other.Member("tool_call_id");
}
