namespace SessionPersistence;

/// <summary>Whether a finding may be repaired unattended.</summary>
public enum FindingCategory
{
    /// <summary>For information; where something had to be done, it was done.</summary>
    Ok,

    /// <summary>A repair mends it, and a second scan no longer lists it.</summary>
    Repairable,

    /// <summary>A person has to decide.</summary>
    UnsafeToRepair,
}
