using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>The rounds of a duel between something small and something large.</summary>
internal sealed class DuelResult((Sample Small, Sample Large)[] rounds, string smallName, string largeName)
{
    public string SmallName => smallName;

    public string LargeName => largeName;

    public IReadOnlyList<Sample> Small { get; } = [.. rounds.Select(round => round.Small)];

    public IReadOnlyList<Sample> Large { get; } = [.. rounds.Select(round => round.Large)];

    /// <summary>Gets how many times the median latency grows.</summary>
    public Spread LargeToSmall => Spread.OfRatios(Large, Small, sample => sample.P50);

    public IReadOnlyList<Row> Rows => [RowOf(smallName, Small), RowOf(largeName, Large)];

    private static Row RowOf(string name, IReadOnlyList<Sample> samples) =>
        new(name,
        [
            Measure.Of("turns/s", samples, sample => sample.PerSecond),
            Measure.Of("p50 µs", samples, sample => sample.P50),
            Measure.Of("p99 µs", samples, sample => sample.P99),
        ]);
}
