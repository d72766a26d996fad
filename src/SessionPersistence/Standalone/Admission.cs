namespace SessionPersistence.Standalone;

/// <summary>What becomes of an event that a caller wants to append.</summary>
internal enum Admission
{
    /// <summary>It may be queued.</summary>
    Taken,

    /// <summary>It is what the turn was submitted with or ended with already.</summary>
    Repeats,

    /// <summary>The turn was submitted, or ended in the same way, with other words.</summary>
    ReusesTurn,

    /// <summary>The turn has ended, or is ending.</summary>
    TurnHasEnded,

    /// <summary>It is an ending, and there is no such turn.</summary>
    HasNoTurn,
}
