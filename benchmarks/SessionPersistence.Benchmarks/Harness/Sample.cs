using System.Diagnostics;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>What one contestant did in one round.</summary>
internal sealed class Sample
{
    private readonly long[] _sortedTicks;
    private readonly TimeSpan _elapsed;

    /// <param name="ticks">How long each operation took, in ticks of the stopwatch; the array is taken over.</param>
    /// <param name="elapsed">How long all took together.</param>
    /// <param name="consumption">What they used up, if that can be told apart from what others used.</param>
    public Sample(long[] ticks, TimeSpan elapsed, Consumption? consumption = null)
    {
        Array.Sort(ticks);
        (_sortedTicks, _elapsed) = (ticks, elapsed);
        GarbageBytes = consumption?.AllocatedBytes / (double)ticks.Length;
        ProcessorMicroseconds = consumption?.Processor.TotalMicroseconds / ticks.Length;
        Flushes = consumption?.Flushes / (double)ticks.Length;
    }

    /// <summary>Gets the operations of a second.</summary>
    public double PerSecond => _sortedTicks.Length / _elapsed.TotalSeconds;

    /// <summary>Gets the latency, in microseconds, that half of the operations did not exceed.</summary>
    public double P50 => PercentileMicroseconds(0.50);

    /// <summary>Gets the latency, in microseconds, that 99 of 100 operations did not exceed.</summary>
    public double P99 => PercentileMicroseconds(0.99);

    /// <summary>Gets the bytes of garbage of one operation.</summary>
    public double? GarbageBytes { get; }

    /// <summary>Gets the processor time of one operation, in microseconds.</summary>
    public double? ProcessorMicroseconds { get; }

    /// <summary>Gets the flushes of one operation.</summary>
    public double? Flushes { get; }

    private double PercentileMicroseconds(double share)
    {
        var rank = (int)Math.Ceiling(share * _sortedTicks.Length) - 1;
        return _sortedTicks[Math.Max(0, rank)] * 1e6 / Stopwatch.Frequency;
    }
}
