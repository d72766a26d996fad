using System.Diagnostics;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Two contestants that take turns, operation by operation: what the disk does to one, it does to the
/// other.</summary>
internal static class Duel
{
    /// <summary>Lets both do <paramref name="count"/> operations each; who goes first changes every time.</summary>
    /// <param name="count">The operations of each.</param>
    /// <param name="first">Does the operation with the number that it is given.</param>
    /// <param name="second">Does the same in another way.</param>
    public static async Task<(Sample First, Sample Second)> RunAsync(
        int count, Func<int, ValueTask> first, Func<int, ValueTask> second)
    {
        var (ofFirst, ofSecond) = (new long[count], new long[count]);
        for (var i = 0; i < count; i++)
        {
            if (i % 2 == 0) ofFirst[i] = await TimedAsync(first, i);
            ofSecond[i] = await TimedAsync(second, i);
            if (i % 2 == 1) ofFirst[i] = await TimedAsync(first, i);
        }

        return (SampleOf(ofFirst), SampleOf(ofSecond));
    }

    private static async ValueTask<long> TimedAsync(Func<int, ValueTask> operation, int number)
    {
        var start = Stopwatch.GetTimestamp();
        await operation(number);
        return Stopwatch.GetTimestamp() - start;
    }

    private static Sample SampleOf(long[] ticks) => new(ticks, Stopwatch.GetElapsedTime(0, ticks.Sum()));
}
