namespace SessionPersistence;

/// <summary>What a repair did about one finding.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">For a person: what was done, which files were kept and as what, or why nothing was done; not
/// parsed.</param>
public sealed record RepairOutcome(RepairStatus Status, string Detail)
{
    /// <summary>Gets how many messages the session has by it; <see langword="null"/> where it did not write
    /// one.</summary>
    public int? Messages { get; init; }
}
