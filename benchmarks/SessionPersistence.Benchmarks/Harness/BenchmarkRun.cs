namespace SessionPersistence.Benchmarks.Harness;

/// <summary>What a workload is given to run.</summary>
/// <param name="Settings">What the person asked for.</param>
/// <param name="Rounds">How often each contestant works.</param>
/// <param name="Folder">Where its files go.</param>
/// <param name="Progress">Who hears how far it is.</param>
/// <param name="Cancellation">Ends the run early; observed between operations that take long.</param>
internal sealed record BenchmarkRun(
    BenchmarkSettings Settings,
    int Rounds,
    WorkFolder Folder,
    RoundProgress Progress,
    CancellationToken Cancellation);
