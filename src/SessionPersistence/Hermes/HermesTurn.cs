namespace SessionPersistence.Hermes;

/// <summary>What a journal says of one turn.</summary>
internal sealed class HermesTurn(string turnId)
{
    private readonly List<HermesJournalEvent> _submissions = [];
    private readonly List<HermesJournalEvent> _endings = [];
    private readonly List<HermesJournalEvent> _waiting = [];

    public string TurnId => turnId;

    /// <summary>Gets the events that hold what was submitted, in order: later events do not repeat it.</summary>
    public IReadOnlyList<HermesJournalEvent> Submissions => _submissions;

    public bool WorkerStarted { get; private set; }

    public bool AssistantStarted { get; private set; }

    /// <summary>Gets the event that ended the turn: the first of <see cref="Endings"/>, whatever follows.</summary>
    public HermesJournalEvent? Terminal => _endings.Count > 0 ? _endings[0] : null;

    /// <summary>Gets all terminal events, in order. More than one is a collision.</summary>
    public IReadOnlyList<HermesJournalEvent> Endings => _endings;

    /// <summary>Gets the submissions that no ending follows: where there is an ending, the turn was run again, or the
    /// order is wrong.</summary>
    public IReadOnlyList<HermesJournalEvent> Waiting => _waiting;

    /// <summary>Gets the event with the latest time, the last of equal ones: what the reference takes for the state of
    /// the turn.</summary>
    public HermesJournalEvent? Latest { get; private set; }

    /// <summary>Gets whether something other than a submission follows an ending.</summary>
    public bool HasLateEvents { get; private set; }

    public void Add(HermesJournalEvent journalEvent)
    {
        if (Latest is null || journalEvent.CreatedAt >= Latest.CreatedAt) Latest = journalEvent;
        HasLateEvents |= _endings.Count > 0 && journalEvent.Event != "submitted";
        if (journalEvent.IsTerminal)
        {
            _endings.Add(journalEvent);
            _waiting.Clear();
        }
        else if (journalEvent.Event == "submitted")
        {
            _submissions.Add(journalEvent);
            _waiting.Add(journalEvent);
        }

        WorkerStarted |= journalEvent.Event == "worker_started";
        AssistantStarted |= journalEvent.Event == "assistant_started";
    }
}
