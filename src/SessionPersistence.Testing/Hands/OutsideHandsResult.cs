using System.Globalization;

namespace SessionPersistence.Testing;

/// <summary>What an exploration by <see cref="OutsideHands"/> did and found.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Steps">The number of its steps.</param>
/// <param name="Pairs">The pairs that were tried, in order.</param>
/// <param name="Possible">The number of pairs that there are.</param>
/// <param name="Skipped">The actions that the disk lacks, with why.</param>
/// <param name="Violations">What was found, in the order of the pairs.</param>
public sealed record OutsideHandsResult(
    string Scenario,
    int Steps,
    IReadOnlyList<OutsidePair> Pairs,
    int Possible,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<OutsideViolation> Violations)
{
    /// <summary>Gets the seed by which pairs were picked, where not all were tried.</summary>
    public int? Seed { get; init; }

    /// <summary>Does nothing when all that was promised held.</summary>
    /// <exception cref="CrashViolationException">Something did not; the message tells each pair, and the first in
    /// full.</exception>
    public void ThrowIfViolated()
    {
        if (Violations.Count == 0)
            return;
        var lines = Violations.Select(violation => $"{violation.Pair}: {string.Join(" | ", violation.Messages)}");
        throw new CrashViolationException(
            string.Join(Environment.NewLine, [ToString(), .. lines, Violations[0].Description]));
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scenario}: {Steps} steps, {Pairs.Count} of {Possible} pairs{(Seed is { } s ? $" (seed {s})" : "")}, ")
        + string.Create(CultureInfo.InvariantCulture, $"{Skipped.Count} skipped, {Violations.Count} violations");
}
