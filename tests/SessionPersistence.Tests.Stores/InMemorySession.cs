using System.Text;

namespace SessionPersistence.Tests.Stores;

/// <summary>One life of one session. Guarded by the gate of its <see cref="InMemorySessions"/>.</summary>
internal sealed class InMemorySession(SessionMetadata metadata)
{
    private const int RememberedTurns = 16;

    private readonly List<(TurnId Id, TurnOutcome Outcome)> _ended = [];
    private readonly StringBuilder _partial = new();

    public SessionMetadata Metadata { get; set; } = metadata;

    public List<SessionMessage> Messages { get; } = [];

    public OpenTurn? OpenTurn { get; private set; }

    public string PartialText => _partial.ToString();

    public TurnOutcome? OutcomeOf(TurnId id) =>
        _ended.FindIndex(turn => turn.Id == id) is >= 0 and var index ? _ended[index].Outcome : null;

    public long Write(DateTimeOffset now, IEnumerable<SessionMessage> added)
    {
        Messages.AddRange(added);
        Metadata = Metadata with
        {
            Revision = Metadata.Revision + 1,
            MessageCount = Messages.Count,
            UpdatedAt = now,
            OpenTurnId = OpenTurn?.TurnId,
        };
        return Metadata.Revision;
    }

    public void Begin(OpenTurn turn)
    {
        OpenTurn = turn;
        _partial.Clear();
    }

    public void End(TurnOutcome outcome)
    {
        _ended.Add((OpenTurn!.TurnId, outcome));
        if (_ended.Count > RememberedTurns) _ended.RemoveAt(0);
        OpenTurn = null;
    }

    public void AddPartial(string text) => _partial.Append(text);

    public void ClearPartial() => _partial.Clear();

    public IReadOnlyList<SessionMessage> MessagesOf(TurnId turnId) =>
        [.. Messages.Where(message => message.TurnId == turnId.Value)];
}
