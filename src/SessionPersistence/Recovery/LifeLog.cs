using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>All that the shards say of one life of one session.</summary>
internal sealed class LifeLog(SessionId id, string life)
{
    private readonly SortedDictionary<long, ReplayedRecord> _writes = [];
    private readonly Dictionary<TurnId, SortedDictionary<int, string>> _partials = [];
    private readonly List<ReplayedRecord> _marks = [];

    public SessionId Id { get; } = id;

    public string Life { get; } = life;

    /// <summary>Gets the highest revision that a durable document of ours held.</summary>
    public long CoveredRevision { get; private set; }

    /// <summary>Gets the revision behind which the records say all that there is of the session; <see langword="null"/>
    /// when they say too little without a document.</summary>
    public long? BaseRevision => _writes.Values.FirstOrDefault()?.Record.Event == JournalEvent.Created
        ? 0
        : _writes.Values.LastOrDefault(write => write.Record.IsWhole)?.Record.Revision - 1;

    /// <summary>Gets the highest revision that any record has or names, applied or not.</summary>
    public long HighestRevision => Math.Max(CoveredRevision, _writes.Count == 0 ? 0 : _writes.Keys.Last());

    /// <summary>Gets the writes in the order of their revisions, the first copy of each.</summary>
    public IEnumerable<ReplayedRecord> Writes => _writes.Values;

    /// <summary>Gets the marks and partials of turns.</summary>
    public IEnumerable<ReplayedRecord> Marks => _marks;

    /// <summary>Returns the writes of a turn that has not ended.</summary>
    public IEnumerable<JournalRecord> WritesOf(TurnId turnId) =>
        _writes.Values.Select(write => write.Record).Where(
            record => record.Event is JournalEvent.Submitted or JournalEvent.Step && record.Body.TurnId == turnId);

    /// <summary>Whether a worker, or the answer, of the turn has begun.</summary>
    public bool IsStarted(TurnId turnId) =>
        _marks.Any(mark => mark.Record.Event is JournalEvent.WorkerStarted or JournalEvent.AssistantStarted
            && mark.Record.Body.TurnId == turnId);

    public void Add(ReplayedRecord replayed)
    {
        var record = replayed.Record;
        if (record.Event.IsWrite())
        {
            _writes.TryAdd(record.Revision, replayed);
            return;
        }

        if (record.Event == JournalEvent.Covered)
            CoveredRevision = Math.Max(CoveredRevision, record.Body.CoveredRevision);
        if (!record.Event.IsTurnMark() || record.Body.TurnId is not { } turnId) return;

        _marks.Add(replayed);
        if (record.Event != JournalEvent.Partial) return;

        if (!_partials.TryGetValue(turnId, out var texts)) _partials[turnId] = texts = [];
        texts.TryAdd(record.Body.Index, record.Body.Text ?? "");
    }

    /// <summary>Returns the partial text of a turn that no step has taken up.</summary>
    public string PartialText(TurnId turnId)
    {
        if (!_partials.TryGetValue(turnId, out var texts)) return "";

        var lastStep = WritesOf(turnId).Select(record => record.Body.Index).DefaultIfEmpty().Max();
        return string.Concat(texts.Where(text => text.Key > lastStep).Select(text => text.Value));
    }
}
