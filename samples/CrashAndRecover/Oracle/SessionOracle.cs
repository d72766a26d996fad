using CrashAndRecover.Pipe;

namespace CrashAndRecover.Oracle;

/// <summary>Knows from the reports alone what a store must hold, and judges what it does hold.</summary>
internal sealed class SessionOracle
{
    private readonly Dictionary<string, SessionState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Report> _underWay = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _happened = new(StringComparer.Ordinal);
    private readonly List<Violation> _wrongAnswers = [];

    /// <summary>Gets how often the store did something behind its callers' backs, by instrument.</summary>
    public IReadOnlyDictionary<string, long> Happened => _happened;

    /// <summary>Takes in one line of the child.</summary>
    public void Hear(Report report)
    {
        switch (report.Kind)
        {
            case ReportKind.Failed:
                WrongAnswer(report, $"{report.Verb} failed: {report.Text}");
                break;
            case ReportKind.Happened:
                _happened[report.Text!] = _happened.GetValueOrDefault(report.Text!) + report.Count;
                break;
            case ReportKind.Sent when report.Verb == Verb.Partial:
                _states[report.Session] = StateOf(report.Session).After(report);
                break;
            case ReportKind.Sent when report.Verb != Verb.Checkpoint:
                _underWay.Add(report.Session, report);
                break;
            case ReportKind.Acknowledged when _underWay.Remove(report.Session, out var call):
                Acknowledge(call, report.Revision);
                break;
            case ReportKind.Refused when _underWay.Remove(report.Session, out var call):
                Refuse(call, report.Refusal!);
                break;
        }
    }

    /// <summary>Judges a store after a kill, and takes over what it holds: what was unknown is known from here
    /// on.</summary>
    public CheckResult Check(StorePicture picture)
    {
        var violations = new List<Violation>(_wrongAnswers.Concat(picture.Contradictions));
        var expectedTurns = new HashSet<string>(StringComparer.Ordinal);
        var foundTurns = new HashSet<string>(StringComparer.Ordinal);
        var interrupted = 0;
        foreach (var id in _states.Keys.Union(_underWay.Keys).Union(picture.Sessions.Keys).Order(StringComparer.Ordinal)
            .ToList())
        {
            var found = picture.Sessions.GetValueOrDefault(id);
            var verdict = new SessionCheck(id, StateOf(id), _underWay.GetValueOrDefault(id)).Against(found);
            violations.AddRange(verdict.Violations);
            expectedTurns.UnionWith(verdict.Nearest.Messages.Select(m => m.TurnId).OfType<string>());
            foundTurns.UnionWith(found?.Messages.Select(m => m.Text("turn_id")).OfType<string>() ?? []);
            if (verdict is { Nearest.Turn: not null, Violations: [] }) interrupted++;
            _states[id] = TakeOver(verdict.Nearest, found);
        }

        expectedTurns.IntersectWith(_begun);
        foundTurns.IntersectWith(expectedTurns);
        var result = new CheckResult(
            _begun.Count, _begun.Count - expectedTurns.Count, foundTurns.Count, interrupted, violations);
        _underWay.Clear();
        _begun.Clear();
        _wrongAnswers.Clear();
        return result;
    }

    private static SessionState TakeOver(SessionState nearest, FoundSession? found) => found is null
        ? SessionState.Never with { WasDeleted = nearest.WasDeleted }
        : new()
        {
            Exists = true,
            Title = found.Title,
            Revision = found.Revision,
            Messages = [.. found.Messages.Select(m => new SaidMessage(m.Json, null))],
        };

    private SessionState StateOf(string id) => _states.GetValueOrDefault(id, SessionState.Never);

    private void Acknowledge(Report call, long revision)
    {
        var before = StateOf(call.Session);
        if (before.RefusalsOf(call) is [_, ..] refusals)
            WrongAnswer(call, $"{call.Verb} was done; expected {Any(refusals)}");

        var after = before.Exists || call.Verb == Verb.Create ? before.After(call) : before;
        if (call.Verb == Verb.Begin) _begun.Add(call.Turn!);
        if (after.Exists)
        {
            if (revision < after.Revision || (revision == after.Revision && call.Verb != Verb.Replay))
            {
                WrongAnswer(call, $"{call.Verb} returned revision {revision} after {after.Revision}");
            }

            if (revision > 0) after = after with { Revision = revision };
        }

        _states[call.Session] = after;
    }

    private void Refuse(Report call, string refusal)
    {
        var allowed = StateOf(call.Session).RefusalsOf(call);
        if (!allowed.Contains(refusal)) WrongAnswer(call, $"{call.Verb} got {refusal}; expected {Any(allowed)}");
    }

    private static string Any(IReadOnlyList<string> refusals) =>
        refusals.Count == 0 ? "success" : string.Join(" or ", refusals);

    private void WrongAnswer(Report report, string detail) =>
        _wrongAnswers.Add(new(ViolationKind.WrongAnswer, report.Session, detail));
}
