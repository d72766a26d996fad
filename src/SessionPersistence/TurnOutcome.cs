namespace SessionPersistence;

/// <summary>How a turn ended.</summary>
public enum TurnOutcome
{
    /// <summary>With its answer.</summary>
    Completed = 1,

    /// <summary>Without: the host gave up, crashed, or somebody stopped it.</summary>
    Interrupted,
}
