namespace SessionPersistence.Standalone;

/// <summary>What becomes of an event that a caller wants to append.</summary>
internal enum Admission
{
    /// <summary>It may be queued.</summary>
    Taken,

    /// <summary>It is the ending that the turn has already.</summary>
    RepeatsEnding,

    /// <summary>The turn has been submitted and is open.</summary>
    TurnIsOpen,

    /// <summary>The turn has ended, or is ending.</summary>
    TurnHasEnded,
}
