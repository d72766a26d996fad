using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>What two contestants are to each other.</summary>
/// <param name="Name">What was divided by what.</param>
/// <param name="Value">The ratio of each round.</param>
/// <param name="Goal">What is claimed of it; <see langword="null"/> if nothing is.</param>
internal sealed record Figure(string Name, Spread Value, Goal? Goal = null)
{
    /// <summary>Gets whether the median reaches the goal.</summary>
    public bool? IsMet => Goal?.IsMetBy(Value.Median);
}
