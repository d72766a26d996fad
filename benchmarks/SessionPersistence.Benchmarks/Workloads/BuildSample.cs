using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>What it took to build a conversation.</summary>
/// <param name="Seconds">Until the last acknowledgement.</param>
/// <param name="Written">Until the last acknowledgement.</param>
/// <param name="WrittenAtClose">What closing wrote after that.</param>
internal sealed record BuildSample(double Seconds, WrittenBytes Written, WrittenBytes WrittenAtClose);
