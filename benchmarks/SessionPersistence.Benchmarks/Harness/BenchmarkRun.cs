namespace SessionPersistence.Benchmarks.Harness;

/// <summary>What a workload is given to run.</summary>
internal sealed record BenchmarkRun(BenchmarkSettings Settings, int Rounds, WorkFolder Folder, RoundProgress Progress);
