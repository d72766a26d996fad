namespace SessionPersistence.Testing;

/// <summary>When outside hands touch the directory.</summary>
public enum OutsideMoment
{
    /// <summary>While the process goes on that has the directory open, as far as the scenario has one at that
    /// step.</summary>
    WhileRunning,

    /// <summary>After the process was killed, before the next one.</summary>
    BetweenRuns,
}
