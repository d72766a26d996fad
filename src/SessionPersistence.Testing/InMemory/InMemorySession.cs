using System.Text;

namespace SessionPersistence.Testing;

/// <summary>One life of one session. Guarded by the gate of its <see cref="InMemorySessions"/>.</summary>
internal sealed class InMemorySession(SessionMetadata metadata)
{
    private const int RememberedTurns = 16;

    private readonly List<EndedTurn> _ended = [];
    private readonly List<InMemoryTurn> _handles = [];
    private readonly List<long> _revisions = [];
    private readonly StringBuilder _partial = new();

    public SessionMetadata Metadata { get; set; } = metadata;

    public List<SessionMessage> Messages { get; } = [];

    public OpenTurn? OpenTurn { get; private set; }

    public IReadOnlyList<SessionMessage> OpenInput { get; private set; } = [];

    public string PartialText => _partial.ToString();

    public string? ReasonOf(TurnId id) => _ended.Find(turn => turn.Id == id)?.Reason;

    /// <summary>Finds a turn that has ended: among the last ones, else by its messages.</summary>
    public (TurnOutcome Outcome, IReadOnlyList<SessionMessage> Input)? FindEnded(TurnId id)
    {
        if (_ended.Find(turn => turn.Id == id) is { } ended) return (ended.Outcome, ended.Input);

        var messages = MessagesOf(id);
        if (messages.Count == 0 || OpenTurn?.TurnId == id) return null;

        var isInterrupted = messages[^1].ToString().Contains("\"interruption_reason\":", StringComparison.Ordinal);
        return (isInterrupted ? TurnOutcome.Interrupted : TurnOutcome.Completed, messages);
    }

    /// <summary>Returns the revision of the write that brought a message.</summary>
    public long RevisionOf(int index) => _revisions[index];

    /// <summary>Takes messages away.</summary>
    public void KeepFirst(int kept)
    {
        Messages.RemoveRange(kept, Messages.Count - kept);
        _revisions.RemoveRange(kept, _revisions.Count - kept);
    }

    public WriteResult Write(DateTimeOffset now, IReadOnlyList<SessionMessage> added)
    {
        var first = Messages.Count;
        Messages.AddRange(added);
        Note(Metadata.Revision + 1);
        Metadata = Metadata with
        {
            Revision = Metadata.Revision + 1,
            MessageCount = Messages.Count,
            UpdatedAt = now,
            OpenTurnId = OpenTurn?.TurnId,
        };
        return new() { Revision = Metadata.Revision, FirstIndex = first, Messages = added };
    }

    /// <summary>Notes which write brought the messages that are new.</summary>
    public void Note(long revision) =>
        _revisions.AddRange(Enumerable.Repeat(revision, Messages.Count - _revisions.Count));

    public void Begin(OpenTurn turn, IReadOnlyList<SessionMessage> input)
    {
        (OpenTurn, OpenInput) = (turn, input);
        _partial.Clear();
    }

    /// <summary>Notes a handle of the open turn.</summary>
    public void Add(InMemoryTurn handle) => _handles.Add(handle);

    /// <summary>Ends the open turn by one of its handles, and tells the others.</summary>
    public void End(InMemoryTurn by, TurnOutcome outcome, string? reason)
    {
        _ended.Add(new(OpenTurn!.TurnId, outcome, reason, OpenInput));
        if (_ended.Count > RememberedTurns) _ended.RemoveAt(0);
        OpenTurn = null;
        foreach (var handle in _handles.Where(handle => handle != by)) handle.Ended(outcome, reason);
        _handles.Clear();
    }

    /// <summary>Tells the handles of the open turn that the session is gone.</summary>
    public void EndWithSession()
    {
        foreach (var handle in _handles) handle.Gone();
        _handles.Clear();
    }

    public void AddPartial(string text) => _partial.Append(text);

    public void ClearPartial() => _partial.Clear();

    public IReadOnlyList<SessionMessage> MessagesOf(TurnId turnId) =>
        [.. Messages.Where(message => message.TurnId == turnId.Value)];

    private sealed record EndedTurn(
        TurnId Id, TurnOutcome Outcome, string? Reason, IReadOnlyList<SessionMessage> Input);
}
