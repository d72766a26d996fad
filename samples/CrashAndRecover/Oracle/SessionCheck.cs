using CrashAndRecover.Pipe;

namespace CrashAndRecover.Oracle;

/// <summary>Compares one session with the states that it may be in: with the call under way wholly done, or wholly
/// not.</summary>
/// <param name="id">The session.</param>
/// <param name="state">What was acknowledged.</param>
/// <param name="underWay">The call that was sent and not answered, if any.</param>
internal sealed class SessionCheck(string id, SessionState state, Report? underWay)
{
    private readonly bool _mayBeDone = underWay is not null && state.RefusalsOf(underWay).Count == 0;

    public Verdict Against(FoundSession? found) => Allowed()
        .Select(allowed => new Verdict(allowed, [.. Differences(allowed, found)]))
        .MinBy(verdict => verdict.Violations.Count)!;

    private IEnumerable<SessionState> Allowed() => _mayBeDone
        ? state.AfterKill().Concat(state.After(underWay!).AfterKill())
        : state.AfterKill();

    private IEnumerable<Violation> Differences(SessionState allowed, FoundSession? found) =>
        (allowed.Exists, found) switch
        {
            (false, null) => [],
            (false, not null) => [Unwanted(found)],
            (true, null) => [new(ViolationKind.Lost, id, $"the whole session, {allowed.Messages.Count} messages")],
            (true, not null) => Heads(allowed, found).Concat(Conversations(allowed, found)),
        };

    private Violation Unwanted(FoundSession found) => new(
        state.WasDeleted ? ViolationKind.Resurrected : ViolationKind.Invented,
        id,
        $"there with {found.Messages.Count} messages");

    private IEnumerable<Violation> Heads(SessionState allowed, FoundSession found)
    {
        if (found.Title != allowed.Title) yield return Lost($"title '{allowed.Title}'; found '{found.Title}'");
        if (found.Revision < allowed.Revision)
            yield return Lost($"revision {allowed.Revision}; found {found.Revision}");

        Violation Lost(string what) => new(ViolationKind.Lost, id, what);
    }

    private IEnumerable<Violation> Conversations(SessionState allowed, FoundSession found)
    {
        var contents = _mayBeDone ? underWay!.Said.Select(json => new FoundMessage(json).Text("content"))
            .OfType<string>() : [];
        var unsure = allowed.Messages.Except(state.Messages).ToHashSet();
        return new ConversationCheck(id, [.. contents]).Explain(allowed.Messages, unsure, found.Messages);
    }
}
