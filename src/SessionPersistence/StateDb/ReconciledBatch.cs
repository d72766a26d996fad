using SessionPersistence.Diagnostics;

namespace SessionPersistence.StateDb;

/// <summary>Some rows, and what became of each. Safe for concurrent use.</summary>
internal sealed class ReconciledBatch
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<StateDbSession> _rows;
    private readonly StateDbOutcome?[] _outcomes;
    private readonly Dictionary<SessionId, int> _places = [];

    public ReconciledBatch(IReadOnlyList<StateDbSession> rows)
    {
        (_rows, _outcomes) = (rows, new StateDbOutcome?[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
        {
            if (!SessionId.TryParse(rows[i].Id, out var id))
                Set(i, null, StateDbOutcomeKind.UnsafeId, "The id is no session id; no file was looked for.");
            else if (!_places.TryAdd(id, i))
                Set(i, id, StateDbOutcomeKind.AlreadyThere, "Another row has the same id.");
        }
    }

    /// <summary>Gets the outcomes, in the order of the rows.</summary>
    public IReadOnlyList<StateDbOutcome> Outcomes => [.. _outcomes.Select(outcome => outcome!)];

    /// <summary>Gets the sessions that have no outcome yet.</summary>
    public IReadOnlyList<SessionId> Missing
    {
        get
        {
            lock (_gate) return [.. _places.Where(place => _outcomes[place.Value] is null).Select(place => place.Key)];
        }
    }

    /// <summary>Gets whether an outcome says that a document is there.</summary>
    public bool SaysThatSomethingIsThere => _outcomes.Any(IsThere);

    /// <summary>Returns the rows whose ids are safe.</summary>
    public IEnumerable<(StateDbSession Row, SessionId Id)> Named() =>
        _places.Select(place => (_rows[place.Value], place.Key));

    public StateDbSession RowOf(SessionId id) => _rows[_places[id]];

    public void Set(SessionId id, StateDbOutcomeKind kind, string detail) => Set(_places[id], id, kind, detail);

    public void SetMaterialised(Conversation conversation)
    {
        var place = _places[conversation.Id];
        var (claimed, held) = (_rows[place].ClaimedMessages, conversation.Messages.Count);
        var detail = claimed is { } count && count != held
            ? $"The document was made with {Counted.Of(held, "message")}; the row claims {count}."
            : $"The document was made with {Counted.Of(held, "message")}.";
        Set(place, Outcome(place, conversation.Id, StateDbOutcomeKind.Materialised, detail) with
        {
            Messages = held,
            Faults = [.. _rows[place].Faults, .. conversation.Faults],
        });
    }

    /// <summary>Says of every session without an outcome that it failed.</summary>
    public void FailRest(string detail)
    {
        foreach (var id in Missing) Set(id, StateDbOutcomeKind.Failed, detail);
    }

    /// <summary>Takes back that anything is there.</summary>
    public void FailWhatIsThere(string detail)
    {
        for (var i = 0; i < _outcomes.Length; i++)
        {
            if (IsThere(_outcomes[i]))
                _outcomes[i] = _outcomes[i]! with { Kind = StateDbOutcomeKind.Failed, Detail = detail };
        }
    }

    private static bool IsThere(StateDbOutcome? outcome) => outcome?.Kind is
        StateDbOutcomeKind.Materialised or StateDbOutcomeKind.AlreadyThere or StateDbOutcomeKind.AppearedMeanwhile;

    private void Set(int place, SessionId? id, StateDbOutcomeKind kind, string detail) =>
        Set(place, Outcome(place, id, kind, detail));

    private void Set(int place, StateDbOutcome outcome)
    {
        lock (_gate) _outcomes[place] = outcome;
    }

    private StateDbOutcome Outcome(int place, SessionId? id, StateDbOutcomeKind kind, string detail)
    {
        var row = _rows[place];
        return new(row.Id, kind, detail)
        {
            SessionId = id,
            Messages = row.Messages,
            ClaimedMessages = row.ClaimedMessages,
            Faults = row.Faults,
        };
    }
}
