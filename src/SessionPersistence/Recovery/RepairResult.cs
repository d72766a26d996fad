namespace SessionPersistence;

/// <summary>What a repair found, did and left.</summary>
/// <param name="Before">The report that it was given.</param>
/// <param name="Actions">The findings of that report, each with its <see cref="RecoveryFinding.Outcome"/>, in their
/// order.</param>
/// <param name="After">A scan of what is there now.</param>
public sealed record RepairResult(RecoveryReport Before, IReadOnlyList<RecoveryFinding> Actions, RecoveryReport After);
