using System.Diagnostics;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Tests.Benchmarks;

public sealed class SampleTests
{
    [Fact]
    public void Percentiles_are_latencies_that_occurred()
    {
        var ticksOfMicrosecond = Stopwatch.Frequency / 1_000_000;
        var sample = new Sample(
            [.. Enumerable.Range(1, 200).Reverse().Select(i => i * ticksOfMicrosecond)], TimeSpan.FromSeconds(1));

        Assert.Equal(100, sample.P50, precision: 6);
        Assert.Equal(198, sample.P99, precision: 6);
    }

    [Fact]
    public void Figures_are_those_of_one_operation()
    {
        var sample = new Sample(new long[50], TimeSpan.FromSeconds(2),
            new(AllocatedBytes: 1_000, TimeSpan.FromMilliseconds(1), Flushes: 25));

        Assert.Equal(
            (25, 20, 20, 0.5), (sample.PerSecond, sample.GarbageBytes, sample.ProcessorMicroseconds, sample.Flushes));
    }

    [Fact]
    public void What_is_not_known_is_not_made_up()
    {
        var sample = new Sample(new long[50], TimeSpan.FromSeconds(2));

        Assert.Equal((null, null, null), (sample.GarbageBytes, sample.ProcessorMicroseconds, sample.Flushes));
    }
}
