namespace SessionPersistence.Hermes;

/// <summary>What a journal says of one turn.</summary>
internal sealed class HermesTurn(string turnId)
{
    private readonly List<HermesJournalEvent> _submissions = [];
    private readonly List<HermesJournalEvent> _endings = [];

    public string TurnId => turnId;

    /// <summary>Gets the events that hold what was submitted, in order: later events do not repeat it.</summary>
    public IReadOnlyList<HermesJournalEvent> Submissions => _submissions;

    public bool WorkerStarted { get; private set; }

    public bool AssistantStarted { get; private set; }

    /// <summary>Gets the event that ended the turn: the first of <see cref="Endings"/>, whatever follows.</summary>
    public HermesJournalEvent? Terminal => _endings.Count > 0 ? _endings[0] : null;

    /// <summary>Gets all terminal events, in order. More than one is a collision.</summary>
    public IReadOnlyList<HermesJournalEvent> Endings => _endings;

    /// <summary>Gets the last submission that follows an ending and is followed by none: the turn was run again, or the order is wrong.</summary>
    public HermesJournalEvent? Resubmitted { get; private set; }

    public void Add(HermesJournalEvent journalEvent)
    {
        if (journalEvent.IsTerminal)
        {
            _endings.Add(journalEvent);
            Resubmitted = null;
        }
        else if (journalEvent.Event == "submitted")
        {
            _submissions.Add(journalEvent);
            if (_endings.Count > 0) Resubmitted = journalEvent;
        }

        WorkerStarted |= journalEvent.Event == "worker_started";
        AssistantStarted |= journalEvent.Event == "assistant_started";
    }
}
