namespace SessionPersistence.Standalone;

/// <summary>What an event did to its turn when it was queued: undone when it is refused.</summary>
[Flags]
internal enum TurnEffect
{
    None = 0,

    /// <summary>The turn was not known before.</summary>
    Opened = 1,

    /// <summary>The turn has its input.</summary>
    Submitted = 2,

    /// <summary>The turn takes nothing more.</summary>
    Ended = 4,
}
