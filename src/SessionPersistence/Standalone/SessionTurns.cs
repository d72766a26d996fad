using System.Diagnostics.CodeAnalysis;
using SessionPersistence.Journal;

namespace SessionPersistence.Standalone;

/// <summary>What a journal remembers of one session: its open turns, the last 16 that ended, and what the host's own
/// document covers.</summary>
/// <remarks>Everything is guarded by <see cref="Gate"/>, which is never held across I/O.</remarks>
internal sealed class SessionTurns(SessionId id)
{
    private const int MostEnded = 16;

    private readonly Dictionary<TurnId, TurnStanding> _turns = [];
    private readonly Queue<TurnId> _ended = new();

    public SessionId Id { get; } = id;

    /// <summary>Gets the sequence gate: compare, enqueue.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Gets or sets the revision up to which the host's own document is durable.</summary>
    public long Covered { get; set; }

    /// <summary>Gets or sets the newest durable revision.</summary>
    public long Newest { get; set; }

    /// <summary>Gets or sets whether records of the session may stand behind younger ones, or twice.</summary>
    public bool HasCopies { get; set; }

    /// <summary>Gets the first revision that several events have that do not say the same; 0 for none.</summary>
    public long ContestedFrom { get; private set; }

    /// <summary>Gets the last of those.</summary>
    public long ContestedTo { get; private set; }

    /// <summary>Gets or sets up to which of those the host has taken all in.</summary>
    public long Settled { get; set; }

    /// <summary>Gets or sets whether somebody has read all of them.</summary>
    public bool WasRead { get; set; }

    /// <summary>Gets whether the host has not taken in yet what several owners wrote without knowing of each
    /// other.</summary>
    public bool IsContested => ContestedTo > Settled;

    /// <summary>Notes a revision that several events have that do not say the same. Takes the gate.</summary>
    public void Contest(long revision)
    {
        lock (Gate)
        {
            ContestedFrom = ContestedFrom == 0 ? revision : Math.Min(ContestedFrom, revision);
            ContestedTo = Math.Max(ContestedTo, revision);
        }
    }

    /// <summary>Whether events up to a revision have to stay because of those. Takes the gate.</summary>
    public bool Holds(long revision)
    {
        lock (Gate) return IsContested && revision >= ContestedFrom;
    }

    /// <summary>Notes that the host's document covers a revision. Under the gate.</summary>
    /// <returns>Up to which contested revision the host has taken all in by that; 0 for none.</returns>
    public long Cover(long revision)
    {
        Covered = Math.Max(Covered, revision);
        return IsContested && WasRead && revision >= ContestedTo ? Settled = ContestedTo : 0;
    }

    /// <summary>Decides what becomes of an event, and notes what it does. Under the gate.</summary>
    public Admission Admit(EventLine line, TurnEvent said)
    {
        var admission = Compare(line, said, out var turn);
        if (admission != Admission.Taken) return admission;

        if (turn is null && said.OpensTurn)
        {
            _turns[line.TurnId] = turn = new();
            line.Effect |= TurnEffect.Opened;
        }

        if (said.Name == TurnEventNames.Submitted)
        {
            turn!.InputDigest = line.Digest;
            line.Effect |= TurnEffect.Submitted;
        }

        if (said.Ending is { } ending)
        {
            turn!.Close(ending, line.Digest);
            line.Effect |= TurnEffect.Ended;
        }

        return Admission.Taken;
    }

    /// <summary>Compares an event with where its turn stands. Under the gate.</summary>
    public Admission Compare(EventLine line, TurnEvent said, out TurnStanding? turn)
    {
        if (!_turns.TryGetValue(line.TurnId, out turn))
            return said.Ending is null ? Admission.Taken : Admission.HasNoTurn;

        var isSubmittedAgain = said.Name == TurnEventNames.Submitted && turn.IsSubmitted;
        if (isSubmittedAgain && turn.InputDigest != line.Digest) return Admission.ReusesTurn;
        if (turn.IsOpen) return isSubmittedAgain ? Admission.Repeats : Admission.Taken;
        if (turn.Ending != said.Ending) return Admission.TurnHasEnded;

        return turn.EndingDigest == line.Digest ? Admission.Repeats : Admission.ReusesTurn;
    }

    /// <summary>Takes back what an event did. Takes the gate.</summary>
    public void Undo(EventLine line)
    {
        lock (Gate)
        {
            if (!_turns.TryGetValue(line.TurnId, out var turn)) return;

            if ((line.Effect & TurnEffect.Ended) != 0) turn.Reopen();
            if ((line.Effect & TurnEffect.Submitted) != 0) turn.InputDigest = 0;
            if ((line.Effect & TurnEffect.Opened) != 0) _turns.Remove(line.TurnId);
        }
    }

    /// <summary>Notes that an event is durable. Takes the gate.</summary>
    public void Confirm(EventLine line, ShardName shard)
    {
        lock (Gate)
        {
            HasCopies |= line.Revision <= Newest;
            Newest = Math.Max(Newest, line.Revision);
            if (!_turns.TryGetValue(line.TurnId, out var turn)) return;

            if (turn.FirstShard == 0) turn.FirstShard = shard.Sequence;
            if ((line.Effect & TurnEffect.Submitted) != 0) turn.ConfirmInput(line.Revision, line.CreatedAt);
            if ((line.Effect & TurnEffect.Ended) == 0 || turn.IsEndingDurable) return;

            turn.ConfirmEnding(line.Revision, line.CreatedAt);
            Remember(line.TurnId);
        }
    }

    /// <summary>Takes over an event that was found when the journal was opened. The first ending counts.</summary>
    /// <param name="record">The event.</param>
    /// <param name="digest">See <see cref="EventLine.Digest"/>.</param>
    /// <param name="shard">The number of the shard that it was found in.</param>
    /// <returns>Whether the turn has a different ending already.</returns>
    public bool Restore(in TurnRecord record, ulong digest, long shard)
    {
        var said = record.Event;
        if (!_turns.TryGetValue(record.TurnId, out var turn))
        {
            if (!said.OpensTurn && said.Ending is null) return false;

            _turns[record.TurnId] = turn = new() { FirstShard = shard };
        }

        if (said.Name == TurnEventNames.Submitted && !turn.IsSubmitted)
        {
            turn.InputDigest = digest;
            turn.ConfirmInput(record.Revision, record.CreatedAt);
        }

        if (said.Ending is not { } ending) return false;
        if (!turn.IsOpen) return turn.Revision != record.Revision;

        turn.Close(ending, digest);
        turn.ConfirmEnding(record.Revision, record.CreatedAt);
        Remember(record.TurnId);
        return false;
    }

    /// <summary>Looks a turn up. Under the gate.</summary>
    public bool TryFind(TurnId turnId, [NotNullWhen(true)] out TurnStanding? turn) =>
        _turns.TryGetValue(turnId, out turn);

    /// <summary>Returns whether a turn is known and has no ending. Under the gate.</summary>
    public bool IsOpen(TurnId turnId) => _turns.TryGetValue(turnId, out var turn) && turn.IsOpen;

    /// <summary>Returns the turn that is open, of several the one that was submitted last. Takes the gate.</summary>
    public TurnId? FindOpenTurn()
    {
        lock (Gate)
        {
            return _turns.Where(turn => turn.Value.IsOpen).OrderByDescending(turn => turn.Value.Revision)
                .Select(turn => (TurnId?)turn.Key).FirstOrDefault();
        }
    }

    /// <summary>Returns which events no document of the host has made superfluous. Takes the gate.</summary>
    public NeededEvents Needed()
    {
        lock (Gate)
        {
            return new(Covered, IsContested ? ContestedFrom : long.MaxValue,
                [.. _turns.Where(turn => !turn.Value.IsEndingDurable).Select(turn => turn.Key)]);
        }
    }

    /// <summary>Counts the turns without a durable ending. Takes the gate.</summary>
    public long CountOpenTurns()
    {
        lock (Gate) return _turns.Values.Count(turn => !turn.IsEndingDurable);
    }

    /// <summary>Returns whether an open turn may have events in a shard or an older one. Takes the gate.</summary>
    public bool HasOpenTurnIn(long shard)
    {
        lock (Gate)
            return _turns.Values.Any(turn => !turn.IsEndingDurable && turn.FirstShard > 0 && turn.FirstShard <= shard);
    }

    /// <summary>Notes that nothing of a shard is needed any more: what open turns had there is durable in a younger
    /// one. Takes the gate.</summary>
    public void Carried(long shard)
    {
        lock (Gate)
        {
            foreach (var turn in _turns.Values.Where(turn => turn.FirstShard > 0))
                turn.FirstShard = Math.Max(turn.FirstShard, shard + 1);
        }
    }

    private void Remember(TurnId turnId)
    {
        _ended.Enqueue(turnId);
        if (_ended.Count > MostEnded) _turns.Remove(_ended.Dequeue());
    }
}
