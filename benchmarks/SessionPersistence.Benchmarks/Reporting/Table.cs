namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>Contestants that did the same.</summary>
internal sealed record Table(string Title, IReadOnlyList<Row> Rows);
