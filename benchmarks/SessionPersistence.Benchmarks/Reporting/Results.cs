namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>What a workload found.</summary>
internal sealed record Results(IReadOnlyList<Table> Tables, IReadOnlyList<Figure> Figures);
