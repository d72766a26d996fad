using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>Which turns of another program a session has lost, in which order they are added, and to which of them the
/// partial answer of a stream belongs.</summary>
/// <remarks>
/// It stays right while its turns are added: they carry their own ids, so that no prompt is taken for another's.
/// </remarks>
internal sealed class TurnPlan
{
    private readonly IReadOnlyList<PlannedTurn> _turns;
    private readonly Dictionary<ForeignTurn, PlannedTurn> _left;
    private readonly ForeignTurn? _pending;
    private readonly Lazy<IReadOnlySet<string>> _partials;

    private TurnPlan(IReadOnlyList<PlannedTurn> turns, ForeignTurn? pending, SessionContent content)
    {
        (_turns, _pending) = (turns, pending);
        _partials = new(() => RecoveredTurn.PartialsIn(content));
        _left = turns.ToDictionary(
            planned => planned.Turn, (IEqualityComparer<ForeignTurn>)ReferenceEqualityComparer.Instance);
    }

    /// <summary>Takes what is added when the turn that the file says is under way is ended: that turn, and those before
    /// it.</summary>
    public IEnumerable<PlannedTurn> TakeUpToPending()
    {
        if (_pending is null || !_left.ContainsKey(_pending)) yield break;

        foreach (var planned in _turns)
        {
            if (_left.Remove(planned.Turn)) yield return planned;
            if (ReferenceEquals(planned.Turn, _pending)) yield break;
        }
    }

    /// <summary>Takes a turn that is to be added.</summary>
    /// <returns><see langword="null"/> when it is not lost, or was taken before.</returns>
    public PlannedTurn? Take(ForeignTurn turn) => _left.Remove(turn, out var planned) ? planned : null;

    /// <summary>Whether what had been written of an answer was in the session before anything was added: the other
    /// program may have saved it, and been killed then.</summary>
    public bool HasPartial(string answer) => answer.Length > 0 && _partials.Value.Contains(answer.Trim());

    /// <summary>Makes a plan.</summary>
    /// <param name="content">The session.</param>
    /// <param name="journal">What the journal has of its turns.</param>
    /// <param name="pending">The turn that its file says is under way, if any.</param>
    public static TurnPlan Of(SessionContent content, ForeignJournal journal, ForeignPending? pending)
    {
        var known = RecoveredTurn.KnownIn(content.Head!);
        var found = Found(content.Messages, journal);
        var lost = Lost(found, journal).Where(planned => !known.Contains(planned.Turn.Id)).ToList();
        var turn = pending is null ? null : PendingTurn(pending, journal);
        if (turn is not null) AddPending(lost, turn, pending!, content, journal, found);
        return new(WithAnswers(lost, turn, pending?.StreamId,
            isKnown: journal.Turns.Contains(turn, ReferenceEqualityComparer.Instance)), turn, content);
    }

    /// <summary>Finds the turns whose prompts a session lacks, in the order of the journal.</summary>
    public static IEnumerable<PlannedTurn> Lost(IEnumerable<ReadOnlyMemory<byte>> messages, ForeignJournal journal) =>
        journal.Turns.Any(turn => turn.Waiting.Count > 0) ? Lost(Found(messages, journal), journal) : [];

    private static IEnumerable<PlannedTurn> Lost(HashSet<ForeignPrompt> found, ForeignJournal journal) =>
        journal.Turns
            .Select(turn => new PlannedTurn(turn, [.. turn.Waiting.Where(prompt => !found.Contains(prompt))]))
            .Where(planned => planned.Prompts.Count > 0);

    // What is certain comes first; then turns that ended take their messages before those that wait. A repeated prompt
    // is found missing once for each time.
    private static HashSet<ForeignPrompt> Found(IEnumerable<ReadOnlyMemory<byte>> messages, ForeignJournal journal)
    {
        var matcher = new PromptMatcher(messages);
        var found = new HashSet<ForeignPrompt>(ReferenceEqualityComparer.Instance);
        foreach (var turn in journal.Turns)
        {
            found.UnionWith(turn.Ended.Concat(turn.Waiting).Where(prompt => matcher.TryClaimExactly(turn, prompt)));
        }

        Claim(journal.Turns.SelectMany(turn => turn.Ended));
        Claim(journal.Turns.SelectMany(turn => turn.Waiting));
        return found;

        void Claim(IEnumerable<ForeignPrompt> prompts) =>
            found.UnionWith(prompts.Where(prompt => !found.Contains(prompt) && matcher.TryClaim(prompt)).ToList());
    }

    // Of a stream that was used for something else before, the journal may not know the turn.
    private static ForeignTurn PendingTurn(ForeignPending pending, ForeignJournal journal) =>
        journal.Turns.FirstOrDefault(
            turn => turn.Streams.Contains(pending.StreamId, StringComparer.Ordinal) && turn.MaySay(pending.Prompt))
        ?? new(pending.StreamId) { Streams = [pending.StreamId], Seconds = pending.Prompt.Seconds };

    private static void AddPending(List<PlannedTurn> lost, ForeignTurn turn, ForeignPending pending,
        SessionContent content, ForeignJournal journal, HashSet<ForeignPrompt> found)
    {
        var at = lost.FindIndex(planned => ReferenceEquals(planned.Turn, turn));
        if (at >= 0 && lost[at].Prompts.Any(prompt => prompt.SaysTheSame(pending.Prompt))) return;

        // Where the journal has it too, that knows which message it became.
        var submitted = turn.Ended.Concat(turn.Waiting).LastOrDefault(
            prompt => prompt.SaysTheSame(pending.Prompt) && prompt.IsOfTheTimeOf(pending.Prompt));
        var isThere = (submitted is not null && found.Contains(submitted))
            || PendingPrompt.IsIn(content.Messages, turn, pending.Prompt);
        if (isThere && turn.IsCompleted) return;

        List<ForeignPrompt> prompts = isThere ? [] : [pending.Prompt];
        if (at >= 0) lost[at] = new(turn, [.. lost[at].Prompts, .. prompts]);
        else lost.Insert(PlaceAmong(lost, turn, journal), new(turn, prompts));
    }

    // In the order of the journal, or by time where it does not know the turn.
    private static int PlaceAmong(List<PlannedTurn> lost, ForeignTurn turn, ForeignJournal journal)
    {
        var before = journal.Turns.TakeWhile(other => !ReferenceEquals(other, turn))
            .ToHashSet((IEqualityComparer<ForeignTurn>)ReferenceEqualityComparer.Instance);
        return 1 + (before.Count < journal.Turns.Count
            ? lost.FindLastIndex(other => before.Contains(other.Turn))
            : lost.FindLastIndex(other => turn.Seconds == 0 || other.Turn.Seconds <= turn.Seconds));
    }

    // Of several turns of one stream the last was being answered; one that only the file knows is behind those that the
    // journal knows.
    private static List<PlannedTurn> WithAnswers(
        List<PlannedTurn> turns, ForeignTurn? pending, string? pendingStream, bool isKnown)
    {
        var owners = new Dictionary<string, ForeignTurn>(StringComparer.Ordinal);
        foreach (var turn in turns.Select(planned => planned.Turn).Where(turn => !ReferenceEquals(turn, pending)))
        {
            if (turn.StreamId is { } stream) owners[stream] = turn;
        }

        if (pendingStream is not null && turns.Exists(planned => ReferenceEquals(planned.Turn, pending))
            && (isKnown || !owners.ContainsKey(pendingStream)))
        {
            owners[pendingStream] = pending!;
        }

        var streams = owners.ToDictionary(owner => owner.Value, owner => owner.Key,
            (IEqualityComparer<ForeignTurn>)ReferenceEqualityComparer.Instance);
        return [.. turns.Select(planned => planned with { AnsweredIn = streams.GetValueOrDefault(planned.Turn) })];
    }
}
