namespace SessionPersistence.Recovery;

/// <summary>What a repair did about one finding.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">For a person: what was done, which files were kept and as what, or why nothing was done; not
/// parsed.</param>
public sealed record RepairOutcome(RepairStatus Status, string Detail);
