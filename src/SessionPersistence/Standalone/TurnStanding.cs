namespace SessionPersistence.Standalone;

/// <summary>Where one turn stands. Guarded by the gate of its session.</summary>
/// <remarks>There is one for each turn that is open or was ended lately: it is kept small.</remarks>
internal sealed class TurnStanding
{
    private long _ticks;

    /// <summary>Gets how the turn ended, or is about to; <see langword="null"/> while nothing ends it.</summary>
    public TurnOutcome? Ending { get; private set; }

    /// <summary>Gets whether nothing ends the turn yet.</summary>
    public bool IsOpen => Ending is null;

    /// <summary>Gets whether the ending is durable.</summary>
    public bool IsEndingDurable { get; private set; }

    /// <summary>Gets whether the ending, or what was submitted to an open turn, is durable.</summary>
    public bool IsLastDurable => (IsOpen || IsEndingDurable) && Revision > 0;

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
        (Ending, EndingDigest) = (ending, digest);

    /// <summary>Takes back an ending that was refused.</summary>
    public void Reopen() => Ending = null;

    /// <summary>Notes that the <c>submitted</c> is durable.</summary>
    public void ConfirmInput(long revision, DateTimeOffset createdAt)
    {
        if (!IsEndingDurable) (Revision, _ticks) = (revision, createdAt.UtcTicks);
    }

    /// <summary>Notes that the ending is durable.</summary>
    public void ConfirmEnding(long revision, DateTimeOffset createdAt)
    {
        IsEndingDurable = true;
        (Revision, _ticks) = (revision, createdAt.UtcTicks);
    }
}
