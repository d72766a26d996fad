using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>All that a store keeps in memory of one session id: two states of its head, the records behind its
/// document, its open turn.</summary>
/// <remarks>
/// <see cref="Visible"/> is what is durable; readers and checkpoints see nothing else. <see cref="Pending"/> is what it
/// will be when the queued writes are; writers compare with that. Everything is guarded by <see cref="Gate"/>, which is
/// never held across I/O.
/// </remarks>
internal sealed class SessionEntry(SessionId id, ISessionObserver observer) : IJournalSubscriber
{
    private readonly List<JournalRecord> _tail = [];
    private SessionHead? _known;

    public SessionId Id { get; } = id;

    /// <summary>Gets the sequence gate: compare, enqueue, publish.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Gets the document gate: one at a time writes or removes the session's files.</summary>
    public SemaphoreSlim DocumentGate { get; } = new(1, 1);

    /// <summary>Gets or sets the durable state; <see langword="null"/> when there is none: not created yet, or
    /// deleted.</summary>
    public SessionHead? Visible { get; set; }

    /// <summary>Gets or sets the state that the queued writes lead to; <see langword="null"/> when they lead to
    /// none.</summary>
    public SessionHead? Pending { get; set; }

    /// <summary>Gets or sets the highest revision that was ever given in the present life, refused ones
    /// included.</summary>
    public long HighestRevision { get; set; }

    /// <summary>Gets or sets the newest write that was queued.</summary>
    public JournalAppend? LastWrite { get; set; }

    /// <summary>Gets or sets the file that the store last read or wrote.</summary>
    public DocumentStamp? Document { get; set; }

    /// <summary>Gets or sets the newest deletion that is durable and may have files to remove yet: no other life begins
    /// before.</summary>
    public JournalRecord? LastDeletion { get; set; }

    /// <summary>Gets whether the newest write deletes the session: its files must stay what that record names. Takes
    /// the gate.</summary>
    public bool IsEnding
    {
        get
        {
            lock (Gate) return LastWrite is { Error: null, Record.Event: JournalEvent.Deleted };
        }
    }

    /// <summary>Gets or sets the revision whose document may or may not have become durable: only a higher one is
    /// written again.</summary>
    public long UncertainRevision { get; set; }

    /// <summary>Gets or sets the newest messages of <see cref="Pending"/>; <see langword="null"/> until a caller gives
    /// ids of its own.</summary>
    public KnownMessages? Known { get; set; }

    /// <summary>Gets whether <see cref="Known"/> has what there is to know.</summary>
    public bool IsLearnt => Known is { IsLearnt: true };

    /// <summary>Gets or sets why the session cannot be read.</summary>
    public DocumentFault? Fault { get; set; }

    /// <summary>Gets the life that the journal or the index knows of a session whose file does not say it.</summary>
    public string? KnownLife { get; private set; }

    /// <summary>Gets what a list shows: the durable state, or what index and journal know of a session whose file
    /// cannot be read.</summary>
    public SessionHead? Listed => Visible ?? (Fault is null ? null : _known);

    /// <summary>Gets what a list says is wrong with the session; <see langword="null"/> also where it lists
    /// none.</summary>
    public DocumentFault? ListedFault => IsListed ? Fault ?? Document?.Fault : null;

    /// <summary>Gets whether a list shows the session. Somebody else's file is no session at all.</summary>
    public bool IsListed => Listed is not null && Fault is not { Kind: DocumentFaultKind.ForeignFile };

    /// <summary>Gets or sets what the health of the store says is wrong with the session.</summary>
    public DocumentFault? ToldFault { get; set; }

    /// <summary>Gets the records of that life.</summary>
    public IReadOnlyList<JournalRecord> FaultedTail { get; private set; } = [];

    /// <summary>Gets or sets what the journal has of the session besides what is shown, until a person has it put
    /// together.</summary>
    public DivergedHistories? Diverged { get; set; }

    /// <summary>Gets or sets the open turn of this store.</summary>
    public LiveTurn? Turn { get; set; }

    /// <summary>Gets the end of the last turn that ended while this store was open.</summary>
    public TurnEnd? LastEnd { get; private set; }

    /// <summary>Gets the lives that were deleted.</summary>
    public HashSet<string> DeadLives { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the durable writes that the document may lack, oldest first.</summary>
    public IReadOnlyList<JournalRecord> Tail => _tail;

    /// <summary>Gets the size of <see cref="Tail"/>, in bytes.</summary>
    public long TailBytes { get; private set; }

    /// <summary>Takes over what start-up found: a document and the records behind it.</summary>
    public void Restore(
        SessionHead visible, IReadOnlyList<JournalRecord> tail, DocumentStamp? document, long highestRevision)
    {
        Visible = Pending = visible;
        HighestRevision = Math.Max(highestRevision, visible.Revision);
        Document = document;
        _tail.Clear();
        _tail.AddRange(tail);
        TailBytes = tail.Sum(record => (long)record.Size);
    }

    /// <summary>Takes over a document that the journal has nothing of.</summary>
    /// <param name="head">What the document says.</param>
    /// <param name="file">The file.</param>
    /// <param name="row">What the index says of the session, if anything.</param>
    public void Restore(SessionHead head, FileSystemEntry file, IndexRow row)
    {
        var isOwn = head.Life is not null;
        if (!isOwn)
        {
            // Its life goes on, under a number that nobody has seen with other content.
            KnownLife = row.Life;
            var revision = row.IsEmpty ? SessionHead.ForeignRevision : row.Matches(file) ? row.Revision
                : row.Revision + 1;

            // A turn that the file calls open is nobody's: no record can ever end it.
            head = head with { Revision = revision, OpenTurn = null };
        }

        Restore(head, [], DocumentStamp.Of(file, isOwn ? head.Revision : 0, !isOwn) with
        {
            IsVerified = row.Matches(file) && row.IsVerified,
            Crc = isOwn && row.Matches(file) ? row.Crc : null,
        },
            isOwn && row.Life == head.Life ? row.Revision : 0);
        if (head.OpenTurn is { } open) Turn = new(open);
    }

    /// <summary>Takes over a backup generation that somebody put in the place of the document, and the records behind
    /// it.</summary>
    public void RestorePutBack(
        SessionHead generation, IReadOnlyList<JournalRecord> tail, FileSystemEntry file, long highestRevision)
    {
        var before = generation with { Generation = null, OpenTurn = null };
        Restore(tail.Aggregate(before, SessionFold.Apply), tail,
            DocumentStamp.Of(file, generation.Revision, isForeign: true), highestRevision);
    }

    /// <summary>Notes that a document of the session is durable, and forgets the records that it holds. Takes the
    /// gate.</summary>
    public void Cover(DocumentStamp document)
    {
        lock (Gate)
        {
            Document = document;
            TrimTail(document.Revision);
        }

        observer.OnCovered(this);
    }

    /// <summary>Notes that a document of another program became one of this store. Takes the gate.</summary>
    public void Adopt(SessionHead head, DocumentStamp document)
    {
        lock (Gate)
        {
            Visible = Pending = head;
            HighestRevision = head.Revision;
            Document = document;
        }

        observer.OnCovered(this);
    }

    /// <summary>Notes that the document cannot be read, and what is known elsewhere: the life, which a deletion has to
    /// end, and what the journal has of it.</summary>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="life">The life, where it is known.</param>
    /// <param name="highestRevision">The highest revision that was seen of it.</param>
    /// <param name="records">What the journal has of it.</param>
    /// <param name="known">What a list shows of the session; <see langword="null"/> when it does not list it.</param>
    public void RestoreFault(DocumentFault fault, string? life, long highestRevision,
        IReadOnlyList<JournalRecord> records, SessionHead? known) =>
        (Fault, KnownLife, HighestRevision, FaultedTail, _known) = (fault, life, highestRevision, records, known);

    /// <summary>Compares messages that a caller gives with those that the session has. Under the gate.</summary>
    public KnownWrite Compare(IReadOnlyList<SessionMessage> given) => Known?.Find(given, _tail) ?? default;

    /// <summary>Whether the write of a revision is durable. Under the gate.</summary>
    public bool IsDurable(long revision) => revision <= (Visible?.Revision ?? 0);

    /// <summary>Returns a head as its document says it: with the writes that brought the newest messages, where callers
    /// give ids of their own. Takes the gate.</summary>
    public SessionHead ForDocument(SessionHead head)
    {
        lock (Gate)
        {
            var writes = IsLearnt ? Known!.RunsUpTo(head.Revision) : Visible?.RecentWrites ?? [];
            return writes == head.RecentWrites ? head : head with { RecentWrites = writes };
        }
    }

    /// <summary>Says whether a life of this id was deleted. Takes the gate.</summary>
    public bool IsDead(string? life)
    {
        lock (Gate) return life is not null && DeadLives.Contains(life);
    }

    /// <summary>Whether a shard has to stay because of what a person has to decide. Takes the gate.</summary>
    public bool Holds(ShardName shard)
    {
        lock (Gate) return Diverged?.Shards.Contains(shard) == true;
    }

    public void OnFlushed(JournalRecord record, ShardName shard)
    {
        observer.OnStored(this, record, shard);
        lock (Gate)
        {
            var life = Visible?.Life ?? Pending?.Life ?? LastWrite?.Record.Life;
            if (!record.Event.IsWrite() || record.Life != life || DeadLives.Contains(record.Life)) return;
            if (Visible is not null && record.Revision <= Visible.Revision) return;

            Publish(record);
        }

        observer.OnChanged(this, record);
    }

    public void OnRefused(JournalRecord record)
    {
        if (!record.Event.IsWrite()) return;

        lock (Gate)
        {
            Pending = Visible;
            Known = null;

            // Who builds on it has it in hand and hears of it; later callers must not be told of a write that was never
            // theirs.
            if (LastWrite?.Error is not null) LastWrite = null;
            Turn?.TakeBack(record.Revision);
        }

        observer.OnChanged(this, record);
    }

    private void TrimTail(long revision)
    {
        _tail.RemoveAll(record => record.Revision <= revision);
        TailBytes = _tail.Sum(record => (long)record.Size);
    }

    private void Publish(JournalRecord record)
    {
        if (record.Event == JournalEvent.Deleted)
        {
            DeadLives.Add(record.Life);
            LastDeletion = record;
            Visible = null;
            Fault = null;
            Diverged = null;
            EndTurn(TurnOutcome.Interrupted, InterruptionReasons.SessionDeleted, record);
            Known = null;
            TrimTail(long.MaxValue);
            return;
        }

        if (record.IsWhole) Fault = null;
        if (record.Event == JournalEvent.Rewritten && record.Body.SettledRevision >= Diverged?.Highest) Diverged = null;
        var secondEnding = SessionFold.IsSecondEnding(Visible, record);
        Visible = SessionFold.Apply(Visible, record);
        _tail.Add(record);
        TailBytes += record.Size;
        if (record.Event == JournalEvent.Step) Turn?.Confirm(record.Revision);
        if (record.Event == JournalEvent.Submitted) BeginTurn(record);
        if (record.Event.IsTerminal() && !secondEnding)
        {
            var outcome = record.Event == JournalEvent.Completed ? TurnOutcome.Completed : TurnOutcome.Interrupted;
            EndTurn(outcome, record.Body.Reason, record);
        }
    }

    private void EndTurn(TurnOutcome outcome, string? reason, JournalRecord record)
    {
        if (Turn is not { } turn) return;

        Turn = null;
        LastEnd = new(turn.Head.TurnId, outcome, reason, record.Revision, record.Event == JournalEvent.Deleted);
        turn.End(LastEnd);
    }

    private void BeginTurn(JournalRecord record)
    {
        Turn = new(Visible!.OpenTurn!);
        Turn.AddMessages(record.Revision, [.. record.Body.Messages.Select(SessionMessage.FromTrusted)]);
    }
}
