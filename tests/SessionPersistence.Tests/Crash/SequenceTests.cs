using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SessionPersistence.Testing;
using Xunit.Abstractions;

namespace SessionPersistence.Tests.Crash;

/// <summary>Sequences of verbs, crashed in their last one: the earlier ones are the last of shorter
/// sequences.</summary>
public sealed class SequenceTests(ITestOutputHelper output)
{
    private static readonly string[] Sessions = ["a", "b"];
    private static readonly string[] Writing = ["a", "b", "c", "d"];

    [Fact]
    public Task Every_pair_of_verbs_keeps_the_laws() =>
        RunAsync("sequence: every pair of verbs, two sessions", Sequences(Verb.All, 2), images: 8);

    [Fact]
    public Task Every_triple_of_verbs_that_touch_files_keeps_the_laws() =>
        RunAsync("sequence: every triple of six verbs", Sequences([.. Verb.All.Take(6)], 3), images: 3);

    [Fact]
    public Task Sampled_long_sequences_keep_the_laws()
    {
        var (random, seed) = Seeded();
        var sequences = Enumerable.Range(0, Explorations.IsLong ? 1000 : 120)
            .Select(_ => Enumerable.Range(0, 10)
                .Select(_ => (Verb.All[random.Next(Verb.All.Count)], "abc"[random.Next(3)].ToString())).ToList())
            .ToList();
        return RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"sequence: ten verbs, seed {seed}"), sequences, images: 3);
    }

    [Fact]
    public async Task Sampled_writers_that_share_flushes_keep_the_laws()
    {
        var (random, seed) = Seeded();
        var (watch, results) = (Stopwatch.StartNew(), new List<ExplorationResult>());
        for (var i = 0; i < (Explorations.IsLong ? 500 : 25); i++)
        {
            var rounds = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 3).Select(_ => random.Next(5)).ToList())
                .ToList();
            results.Add(
                await WithLimits(Writers(string.Join(' ', rounds.Select(r => string.Concat(r))), rounds), images: 8));
        }

        Report(string.Create(CultureInfo.InvariantCulture, $"sequence: three writers, seed {seed}"), results,
            watch.Elapsed);
    }

    // While the flush of the first writer is on its way, the others queue: their records share the next one.
    private static CrashScenario Writers(string name, List<List<int>> rounds) => new($"writers {name}", async host =>
    {
        foreach (var id in Writing) await host.CreateAsync(id, "one", "two");
        host.Idle();
        var n = 0;
        foreach (var round in rounds)
        {
            var others = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl",
                () => Task.WhenAll(round.Select((verb, i) => WriteAsync(host, verb, Writing[i], ++n))));
            await host.AppendAsync("d", $"m{++n}");
            await others;
            if (round[0] == round[1]) host.Idle();
        }
    })
    { MaxShardBytes = 2000 };

    private static Task WriteAsync(CrashHost host, int verb, string id, int n) => verb switch
    {
        0 => host.RenameAsync(id, $"title {n}"),
        1 => host.DeleteAsync(id),
        2 => host.RecreateAsync(id, $"n{n}"),
        _ => host.AppendAsync(id, $"m{n}"),
    };

    private (Random Random, int Seed) Seeded()
    {
        var seed = Explorations.IsLong ? Environment.TickCount : 20260101;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        return (new(seed), seed);
    }

    // The sessions are alike: the first verb is of the first one.
    private static IEnumerable<IReadOnlyList<(Verb Verb, string Session)>> Sequences(
        IReadOnlyList<Verb> verbs, int length)
    {
        IEnumerable<IReadOnlyList<(Verb, string)>> sequences = verbs.Select(
            verb => (IReadOnlyList<(Verb, string)>)[(verb, "a")]);
        for (var i = 1; i < length; i++)
        {
            sequences = from sequence in sequences
                        from verb in verbs
                        from session in Sessions
                        select (IReadOnlyList<(Verb, string)>)[.. sequence, (verb, session)];
        }

        return sequences;
    }

    private static async Task RunAsync(
        string name, IEnumerable<IReadOnlyList<(Verb Verb, string Session)>> sequences, int images)
    {
        var watch = Stopwatch.StartNew();
        var results = new ConcurrentBag<ExplorationResult>();
        await Parallel.ForEachAsync(sequences,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (sequence, _) =>
        {
            if (results.Count(result => result.Violations.Count > 0) < 3)
                results.Add(await ExploreAsync(sequence, images));
        });
        Report(name, [.. results], watch.Elapsed);
    }

    private static void Report(string name, IReadOnlyList<ExplorationResult> results, TimeSpan elapsed)
    {
        var total = new ExplorationResult(
            name,
            results.Sum(r => r.Operations),
            results.Sum(r => r.CrashPoints),
            results.Sum(r => r.Images),
            results.Sum(r => r.RecoveryRuns),
            results.Any(r => r.Truncated),
            [.. results.SelectMany(r => r.Violations)])
        { DistinctImages = results.Sum(r => r.DistinctImages) };
        MatrixTable.Add(total, elapsed);
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
        return WithLimits(scenario, images);
    }

    private static Task<ExplorationResult> WithLimits(CrashScenario scenario, int images) =>
        scenario.ExploreAsync(change: options =>
        {
            options.CrashInRecovery = Explorations.IsLong;
            if (Explorations.IsLong) return;

            options.Limits = new() { Images = images, StatesPerFile = 3, SectorsPerWrite = 2, NameStates = 4 };
            if (images < 8) options.Models = [CrashModel.StrictPosix];
        });
}
