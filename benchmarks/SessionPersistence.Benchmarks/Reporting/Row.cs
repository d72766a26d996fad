namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>One contestant of a table.</summary>
internal sealed record Row(string Name, IReadOnlyList<Measure> Measures);
