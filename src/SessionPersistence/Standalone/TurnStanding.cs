namespace SessionPersistence.Standalone;

/// <summary>Where one turn stands. Guarded by the gate of its session.</summary>
internal sealed class TurnStanding
{
    /// <summary>Gets or sets whether a <c>submitted</c> is queued or written.</summary>
    public bool IsSubmitted { get; set; }

    /// <summary>Gets or sets how the turn ended, or is about to.</summary>
    public TurnOutcome? Ending { get; set; }

    /// <summary>Gets or sets whether the ending is durable.</summary>
    public bool IsEndingDurable { get; set; }

    /// <summary>Gets or sets the revision of the ending.</summary>
    public long EndingRevision { get; set; }

    /// <summary>Gets or sets when the ending happened.</summary>
    public DateTimeOffset EndedAt { get; set; }

    /// <summary>Gets or sets the checksum of the ending.</summary>
    public uint EndingIdentity { get; set; }

    /// <summary>Gets or sets the number of the oldest shard that may hold events of the turn; 0 before the first is
    /// durable.</summary>
    public long FirstShard { get; set; }

    public TurnState State => (Ending, IsEndingDurable) switch
    {
        (null, _) => TurnState.Submitted,
        (_, false) => TurnState.Closing,
        (TurnOutcome.Completed, _) => TurnState.Completed,
        _ => TurnState.Interrupted,
    };
}
