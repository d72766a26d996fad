using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>Everything that is told about a run.</summary>
internal sealed record Report(
    string Workload, Machine Machine, BenchmarkSettings Settings, int Rounds, Results Results);
