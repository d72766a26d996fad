namespace SessionPersistence.Standalone;

/// <summary>Where one turn stands. Guarded by the gate of its session.</summary>
/// <remarks>There is one for each turn that is open or was ended lately: it is kept small.</remarks>
internal sealed class TurnStanding
{
    private TurnOutcome _ending;
    private long _ticks;

    /// <summary>Gets where the turn stands: submitted, while nothing ends it.</summary>
    public TurnState State { get; private set; }

    /// <summary>Gets how the turn ended, or is about to.</summary>
    public TurnOutcome? Ending => IsOpen ? null : _ending;

    /// <summary>Gets whether nothing ends the turn yet.</summary>
    public bool IsOpen => State == TurnState.Submitted;

    /// <summary>Gets whether the ending is durable.</summary>
    public bool IsEndingDurable => State is TurnState.Completed or TurnState.Interrupted;

    /// <summary>Gets whether the ending, or what was submitted to an open turn, is durable.</summary>
    public bool IsLastDurable => State != TurnState.Closing && Revision > 0;

    /// <summary>Gets whether a <c>submitted</c> is queued or written.</summary>
    public bool IsSubmitted => InputDigest != 0;

    /// <summary>Gets or sets the digest of the <c>submitted</c>; 0 for none.</summary>
    public ulong InputDigest { get; set; }

    /// <summary>Gets the digest of the ending.</summary>
    public ulong EndingDigest { get; private set; }

    /// <summary>Gets the revision of the ending once it is durable, before that of the <c>submitted</c>; 0 until that
    /// is.</summary>
    public long Revision { get; private set; }

    /// <summary>Gets when what has <see cref="Revision"/> happened.</summary>
    public DateTimeOffset CreatedAt => new(_ticks, TimeSpan.Zero);

    /// <summary>Gets or sets the number of the oldest shard that may hold events of the turn; 0 before the first is
    /// durable.</summary>
    public long FirstShard { get; set; }

    /// <summary>Notes an ending that is queued.</summary>
    public void Close(TurnOutcome ending, ulong digest) =>
        (State, _ending, EndingDigest) = (TurnState.Closing, ending, digest);

    /// <summary>Takes back an ending that was refused.</summary>
    public void Reopen() => State = TurnState.Submitted;

    /// <summary>Notes that the <c>submitted</c> is durable.</summary>
    public void ConfirmInput(long revision, DateTimeOffset createdAt)
    {
        if (!IsEndingDurable) (Revision, _ticks) = (revision, createdAt.UtcTicks);
    }

    /// <summary>Notes that the ending is durable.</summary>
    public void ConfirmEnding(long revision, DateTimeOffset createdAt)
    {
        State = _ending == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted;
        (Revision, _ticks) = (revision, createdAt.UtcTicks);
    }
}
