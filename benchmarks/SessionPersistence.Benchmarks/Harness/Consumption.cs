namespace SessionPersistence.Benchmarks.Harness;

/// <summary>What the process used up so far, or in a while.</summary>
/// <param name="AllocatedBytes">Left to the garbage collector.</param>
/// <param name="Processor">Time of all processors, in user mode and in the kernel.</param>
/// <param name="Flushes">Of the files of one contestant, if it counts them.</param>
internal sealed record Consumption(long AllocatedBytes, TimeSpan Processor, long? Flushes)
{
    /// <summary>Reads the meters.</summary>
    public static Consumption Now(long? flushes) =>
        new(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, flushes);

    public static Consumption operator -(Consumption later, Consumption earlier) =>
        new(later.AllocatedBytes - earlier.AllocatedBytes, later.Processor - earlier.Processor,
            later.Flushes - earlier.Flushes);
}
