namespace SessionPersistence.Benchmarks.Harness;

/// <summary>What the person asked for.</summary>
/// <param name="Size">The bytes of a line, or of the text of a message.</param>
/// <param name="Threads">The writers, where a workload has several; <see langword="null"/> for its own choice.</param>
/// <param name="Rounds">How often each contestant works; <see langword="null"/> for the workload's own choice.</param>
/// <param name="Scale">What the numbers of operations, messages and sessions are multiplied by: 1, except where only
/// the program itself is tried.</param>
internal sealed record BenchmarkSettings(int Size, int? Threads, int? Rounds, double Scale)
{
    public int Scaled(int number) => Math.Max(1, (int)Math.Round(number * Scale));
}
