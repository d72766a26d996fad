using System.Globalization;

namespace SessionPersistence.Testing;

/// <summary>What an exploration did and found.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Operations">The number of operations that the scenario made.</param>
/// <param name="CrashPoints">The number of crash points, the one before the first operation included.</param>
/// <param name="Images">The number of images seen, before equal ones were left out.</param>
/// <param name="RecoveryRuns">How often the check ran.</param>
/// <param name="Truncated">Whether the limits left images out.</param>
/// <param name="Violations">What was found, in the order of the crash points.</param>
public sealed record ExplorationResult(
    string Scenario,
    int Operations,
    int CrashPoints,
    long Images,
    long RecoveryRuns,
    bool Truncated,
    IReadOnlyList<CrashViolation> Violations)
{
    /// <summary>Gets the number of different disks among the images.</summary>
    public long DistinctImages { get; init; }

    /// <summary>Does nothing when all that was promised held.</summary>
    /// <exception cref="CrashViolationException">Something did not; the message tells the first crash in
    /// full.</exception>
    public void ThrowIfViolated()
    {
        if (Violations.Count > 0)
            throw new CrashViolationException($"{this}{Environment.NewLine}{Violations[0]}");
    }

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Scenario}: {Operations} operations, {CrashPoints} crash points, {Images} images, ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"{RecoveryRuns} recoveries, {Violations.Count} violations{(Truncated ? " (images left out)" : "")}");
}
