using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>One thing that hosts do, done by this library and by its rivals.</summary>
internal interface IWorkload
{
    /// <summary>Gets the word that the command line knows it by.</summary>
    string Name { get; }

    /// <summary>Gets what it does, in one sentence.</summary>
    string Description { get; }

    int DefaultRounds { get; }

    Task<Results> RunAsync(BenchmarkRun run);
}
