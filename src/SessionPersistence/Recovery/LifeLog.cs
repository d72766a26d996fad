using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>All that the shards say of one life of one session.</summary>
internal sealed class LifeLog(SessionId id, string life)
{
    private readonly SortedDictionary<long, ReplayedRecord> _writes = [];
    private readonly Dictionary<TurnId, SortedDictionary<int, string>> _partials = [];
    private readonly List<ReplayedRecord> _marks = [];
    private readonly List<(long Revision, uint? Crc, string Owner)> _covers = [];

    // Other records under the revisions of those.
    private SortedDictionary<long, List<ReplayedRecord>>? _rivals;
    private IReadOnlyList<LifeHistory>? _histories;
    private LifeHistory? _continued;
    private long _settledRevision;

    public SessionId Id { get; } = id;

    public string Life { get; } = life;

    /// <summary>Gets the highest revision that a durable document of ours held.</summary>
    public long CoveredRevision { get; private set; }

    /// <summary>Gets the revision behind which the records say all that there is of the session; <see langword="null"/>
    /// when they say too little without a document.</summary>
    public long? BaseRevision => Writes.FirstOrDefault()?.Record.Event == JournalEvent.Created
        ? 0
        : Writes.LastOrDefault(write => write.Record.IsWhole)?.Record.Revision - 1;

    /// <summary>Gets the highest revision that any record has or names, applied or not.</summary>
    public long HighestRevision => Math.Max(CoveredRevision, _writes.Count == 0 ? 0 : _writes.Keys.Last());

    /// <summary>Gets the writes in the order of their revisions, each once; of several histories those of the one that
    /// is visible.</summary>
    public IEnumerable<ReplayedRecord> Writes => IsContested
        ? _writes.Values.TakeWhile(write => write.Record.Revision < Fork).Concat(Visible.Writes)
        : _writes.Values;

    /// <summary>Gets the writes of all histories, in the order of their revisions.</summary>
    public IEnumerable<ReplayedRecord> AllWrites => _rivals is null
        ? _writes.Values
        : _writes.Values.SelectMany(write =>
            _rivals.TryGetValue(write.Record.Revision, out var rivals) ? rivals.Prepend(write) : [write]);

    /// <summary>Gets the marks and partials of turns.</summary>
    public IEnumerable<ReplayedRecord> Marks => _marks;

    /// <summary>Gets whether there are other records under the same revisions, and nobody has put them
    /// together.</summary>
    public bool IsContested => _rivals?.Keys.Last() > _settledRevision;

    /// <summary>Gets the histories of a contested life, in the order of the files that they begin in.</summary>
    public IReadOnlyList<LifeHistory> Histories => _histories ??=
        LifeHistories.Of(AllWrites.SkipWhile(write => write.Record.Revision < Fork));

    /// <summary>Gets the history that is visible.</summary>
    public LifeHistory Visible => _continued ?? Histories[0];

    /// <summary>Gets the first revision that is contested.</summary>
    private long Fork => _rivals!.Keys.First(revision => revision > _settledRevision);

    /// <summary>Makes another history the visible one.</summary>
    public void Continue(LifeHistory history) => _continued = history;

    /// <summary>Returns what a person has to decide; <see langword="null"/> where nothing is contested.</summary>
    public DivergedHistories? Diverged()
    {
        if (!IsContested) return null;

        var contested = _rivals!.Keys.Where(revision => revision > _settledRevision).ToHashSet();
        var held = Histories.SelectMany(history => history.Writes.Where(
            write => history != Visible || contested.Contains(write.Record.Revision)));
        return new(Fork, HighestRevision, [.. Histories.Select(history => history.Records.ToList())],
            Histories.ToList().IndexOf(Visible), [.. Histories.Select(history => history.File)],
            held.Select(write => write.Shard.Name).ToHashSet());
    }

    /// <summary>Whether the owner that wrote a document had each of the writes up to its revision: then they are in
    /// it.</summary>
    /// <param name="revision">The revision of the document.</param>
    /// <param name="crc">Its checksum; <see langword="null"/> where only its revision is known.</param>
    public bool IsKnownIn(long revision, uint? crc)
    {
        var writes = Writes.TakeWhile(write => write.Record.Revision <= revision).ToList();
        var owners = OwnersOf(revision, crc);
        return owners.Count > 0
            ? writes.TrueForAll(write => write.IsOf(owners))
            : writes.Count == 0 && !IsCovered(revision);
    }

    /// <summary>Whether another document of that revision was durable, and this one never.</summary>
    public bool IsCoveredByOther(long revision, uint crc) =>
        IsCovered(revision) && OwnersOf(revision, crc).Count == 0;

    /// <summary>Whether the owner that wrote a document had another one at an earlier revision than the one that was
    /// known.</summary>
    /// <param name="reached">The revision of the document.</param>
    /// <param name="found">Its checksum.</param>
    /// <param name="revision">The earlier revision.</param>
    /// <param name="crc">The checksum of the document that was known then.</param>
    public bool IsOfOther(long reached, uint found, long revision, uint crc)
    {
        var owners = OwnersOf(reached, found);
        return IsCoveredByOther(revision, crc)
            && _covers.Exists(cover => cover.Revision == revision && owners.Contains(cover.Owner));
    }

    /// <summary>Whether an owner of a history wrote a document.</summary>
    public bool WasWrittenBy(LifeHistory history, long revision, uint? crc) =>
        crc is not null && OwnersOf(revision, crc).Overlaps(history.Owners);

    /// <summary>Returns the messages that the records up to a revision added and did not take away, as far as they say:
    /// what a document of that revision has at least. What was never acknowledged need not be in it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> SaidUpTo(long revision)
    {
        var records = Writes.Where(write => !write.FollowsLostRecord).Select(write => write.Record).Where(
            record => record.Revision <= revision && record.Event != JournalEvent.Deleted).ToList();
        if (SessionContent.Of(records) is { } whole) return whole.Messages;

        var said = new List<ReadOnlyMemory<byte>>();
        SessionHead? head = null;
        foreach (var record in records)
        {
            // How much of what was there before it keeps is not known.
            if (record.MayTakeAway) said.Clear();
            if (!SessionFold.IsSecondEnding(head, record)) said.AddRange(record.Body.Messages);
            head = SessionFold.Apply(head, record);
        }

        return said;
    }

    /// <summary>Returns the writes of a turn that has not ended.</summary>
    public IEnumerable<JournalRecord> WritesOf(TurnId turnId) =>
        Writes.Select(write => write.Record).Where(
            record => record.Event is JournalEvent.Submitted or JournalEvent.Step && record.Body.TurnId == turnId);

    public void Add(ReplayedRecord replayed)
    {
        var record = replayed.Record;
        if (record.Event.IsWrite())
        {
            AddWrite(replayed);
            return;
        }

        if (record.Event == JournalEvent.Covered) AddCover(replayed);
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

    private bool IsCovered(long revision) => _covers.Exists(cover => cover.Revision == revision);

    private HashSet<string> OwnersOf(long revision, uint? crc) =>
    [
        .. _covers.Where(cover => cover.Revision == revision && (crc is null || cover.Crc == crc))
            .Select(cover => cover.Owner),
    ];

    private void AddCover(ReplayedRecord replayed)
    {
        var body = replayed.Record.Body;
        CoveredRevision = Math.Max(CoveredRevision, body.CoveredRevision);
        _covers.Add((body.CoveredRevision, body.Crc, replayed.Shard.Name.Instance));
    }

    private void AddWrite(ReplayedRecord replayed)
    {
        var record = replayed.Record;
        if (record.Event == JournalEvent.Rewritten)
            _settledRevision = Math.Max(_settledRevision, record.Body.SettledRevision);
        if (_writes.TryAdd(record.Revision, replayed)) return;

        var known = _writes[record.Revision];
        var rivals = _rivals?.GetValueOrDefault(record.Revision) ?? [];
        if (rivals.Prepend(known).FirstOrDefault(rival => rival.IsCopy(record)) is { } same)
        {
            same.AddCopy(replayed.Shard);
            return;
        }

        rivals.Add(replayed);
        (_rivals ??= [])[record.Revision] = rivals;
    }
}
