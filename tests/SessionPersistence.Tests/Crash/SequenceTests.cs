using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SessionPersistence.Testing;
using Xunit.Abstractions;

namespace SessionPersistence.Tests.Crash;

/// <summary>Sequences of verbs, crashed in their last one: the earlier ones are the last of shorter sequences.</summary>
public sealed class SequenceTests(ITestOutputHelper output)
{
    private static readonly string[] Sessions = ["a", "b"];

    [Fact]
    public Task Every_pair_of_verbs_keeps_the_laws() => RunAsync("sequence: every pair of verbs, two sessions", Sequences(Verb.All, 2), images: 8);

    [Fact]
    public Task Every_triple_of_verbs_that_touch_files_keeps_the_laws() =>
        RunAsync("sequence: every triple of six verbs", Sequences([.. Verb.All.Take(6)], 3), images: 3);

    [Fact]
    public Task Sampled_long_sequences_keep_the_laws()
    {
        var seed = CrashScenario.IsLong ? Environment.TickCount : 20260101;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        var sequences = Enumerable.Range(0, CrashScenario.IsLong ? 1000 : 40)
            .Select(_ => Enumerable.Range(0, 10).Select(_ => (Verb.All[random.Next(Verb.All.Count)], "abc"[random.Next(3)].ToString())).ToList())
            .ToList();
        return RunAsync(string.Create(CultureInfo.InvariantCulture, $"sequence: ten verbs, seed {seed}"), sequences, images: 3);
    }

    // The sessions are alike: the first verb is of the first one.
    private static IEnumerable<IReadOnlyList<(Verb Verb, string Session)>> Sequences(IReadOnlyList<Verb> verbs, int length)
    {
        IEnumerable<IReadOnlyList<(Verb, string)>> sequences = verbs.Select(verb => (IReadOnlyList<(Verb, string)>)[(verb, "a")]);
        for (var i = 1; i < length; i++)
        {
            sequences = from sequence in sequences
                        from verb in verbs
                        from session in Sessions
                        select (IReadOnlyList<(Verb, string)>)[.. sequence, (verb, session)];
        }

        return sequences;
    }

    private static async Task RunAsync(string name, IEnumerable<IReadOnlyList<(Verb Verb, string Session)>> sequences, int images)
    {
        var watch = Stopwatch.StartNew();
        var results = new ConcurrentBag<ExplorationResult>();
        await Parallel.ForEachAsync(sequences, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (sequence, _) =>
        {
            if (results.Count(result => result.Violations.Count > 0) < 3) results.Add(await ExploreAsync(sequence, images));
        });
        var total = new ExplorationResult(
            name,
            results.Sum(r => r.Operations),
            results.Sum(r => r.CrashPoints),
            results.Sum(r => r.Images),
            results.Sum(r => r.RecoveryRuns),
            results.Any(r => r.Truncated),
            [.. results.SelectMany(r => r.Violations)])
        { DistinctImages = results.Sum(r => r.DistinctImages) };
        MatrixTable.Add(total, watch.Elapsed);
        foreach (var result in results) result.ThrowIfViolated();
    }

    private static Task<ExplorationResult> ExploreAsync(IReadOnlyList<(Verb Verb, string Session)> sequence, int images)
    {
        var name = string.Join(", ", sequence.Select(step => $"{step.Verb} {step.Session}"));
        var scenario = new CrashScenario(name, async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            for (var i = 0; i < sequence.Count; i++)
            {
                if (i == sequence.Count - 1) host.SkipToHere();
                await sequence[i].Verb.RunAsync(host, sequence[i].Session, i);
            }
        })
        { MaxShardBytes = 1000 };
        return scenario.ExploreAsync(change: options =>
        {
            options.CrashInRecovery = CrashScenario.IsLong;
            if (CrashScenario.IsLong) return;

            options.Limits = new() { Images = images, StatesPerFile = 3, SectorsPerWrite = 2, NameStates = 4 };
            if (images < 8) options.Models = [CrashModel.StrictPosix];
        });
    }
}
