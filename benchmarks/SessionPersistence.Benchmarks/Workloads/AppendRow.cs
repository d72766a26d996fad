using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>How a contestant appended.</summary>
internal static class AppendRow
{
    public static Row Of(string name, IReadOnlyList<Sample> samples) =>
        new(name,
        [
            Measure.Of("appends/s", samples, sample => sample.PerSecond),
            Measure.Of("p50 µs", samples, sample => sample.P50),
            Measure.Of("p99 µs", samples, sample => sample.P99),
            .. IfKnown("CPU µs", samples, sample => sample.ProcessorMicroseconds, "N1"),
            .. IfKnown("garbage B", samples, sample => sample.GarbageBytes, "N0"),
            .. IfKnown("flushes", samples, sample => sample.Flushes, "0.000"),
        ]);

    // What nobody counted is left out; the table shows a dash.
    private static IEnumerable<Measure> IfKnown(
        string name, IReadOnlyList<Sample> samples, Func<Sample, double?> property, string format)
    {
        var known = samples.Select(property).OfType<double>().ToArray();
        if (known.Length > 0) yield return new(name, Spread.Of(known), format);
    }
}
