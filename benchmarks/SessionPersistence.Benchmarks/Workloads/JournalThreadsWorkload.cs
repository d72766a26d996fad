using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>Many writers append lines at once, each waiting for its own to be durable.</summary>
internal sealed class JournalThreadsWorkload : IWorkload
{
    private static readonly int[] WriterCounts = [1, 4, 8, 64];

    public string Name => "journal-threads";

    public string Description => "Appends lines with 1, 4, 8 and 64 writers at once.";

    public int DefaultRounds => 7;

    public async Task<Results> RunAsync(BenchmarkRun run)
    {
        var races = new List<AppendRace>();
        try
        {
            foreach (var writers in run.Settings.Threads is { } threads ? [threads] : WriterCounts)
                races.Add(await AppendRace.PrepareAsync(run, writers));

            var contestants = races.SelectMany(race => race.Contestants).ToArray();
            await Rounds.WarmUpAsync(run, contestants);
            var samples = await Rounds.RunAsync(run, contestants);
            return ResultsOf(
                [.. races.Zip(samples.Chunk(AppendRace.ContestantCount), (race, own) => race.ResultOf(own))]);
        }
        finally
        {
            foreach (var race in races) await race.DisposeAsync();
        }
    }

    private static Results ResultsOf(IReadOnlyList<AppendRaceResult> races)
    {
        var (lone, crowd) =
            (races.FirstOrDefault(race => race.Writers == 1), races.FirstOrDefault(race => race.Writers == 64));
        return new(
            [.. races.Select(race => race.Table)],
            [
                .. races.SelectMany(race => race.Figures),
                .. lone is null || crowd is null ? [] : CrowdFigures(lone, crowd),
            ]);
    }

    private static IEnumerable<Figure> CrowdFigures(AppendRaceResult lone, AppendRaceResult crowd) =>
        [new("p50 with 64 writers ÷ p50 with 1", Spread.OfRatios(crowd.Journal, lone.Journal, sample => sample.P50),
            Goal.OfAtMost(1.6))];
}
