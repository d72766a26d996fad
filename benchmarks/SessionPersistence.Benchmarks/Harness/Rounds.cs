namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Lets contestants work in rounds: all of them in each round, so that none has the quiet minute of the
/// machine for itself.</summary>
internal static class Rounds
{
    /// <summary>Lets each contestant work once, uncounted: code is compiled, files have their blocks.</summary>
    public static async Task WarmUpAsync<T>(BenchmarkRun run, IEnumerable<Func<Task<T>>> contestants)
    {
        foreach (var contestant in contestants)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            await contestant();
        }
    }

    /// <summary>Lets each contestant work once a round; each round begins with another one.</summary>
    /// <returns>For each contestant, in the order given, what it did in each round.</returns>
    public static async Task<IReadOnlyList<T[]>> RunAsync<T>(BenchmarkRun run, IReadOnlyList<Func<Task<T>>> contestants)
    {
        var results = contestants.Select(_ => new T[run.Rounds]).ToArray();
        for (var round = 0; round < run.Rounds; round++)
        {
            run.Progress.Show(round + 1, run.Rounds);
            for (var position = 0; position < contestants.Count; position++)
            {
                run.Cancellation.ThrowIfCancellationRequested();
                var index = (round + position) % contestants.Count;
                CollectGarbage();
                results[index][round] = await contestants[index]();
            }
        }

        run.Progress.Clear();
        return results;
    }

    // What one contestant left must not be collected at the expense of the next.
    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
