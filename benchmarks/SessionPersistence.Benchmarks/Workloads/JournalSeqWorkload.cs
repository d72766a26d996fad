using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>One writer appends lines, each durable before the next.</summary>
internal sealed class JournalSeqWorkload : IWorkload
{
    private const int AppendsOfBlock = 2_000;
    private const int AppendsOfDuel = 1_000;
    private const int Lone = 1;

    public string Name => "journal-seq";

    public string Description => "Appends lines with one writer, each durable before the next.";

    public int DefaultRounds => 9;

    public async Task<Results> RunAsync(BenchmarkRun run)
    {
        var (ofBlock, ofDuel) = (run.Settings.Scaled(AppendsOfBlock), run.Settings.Scaled(AppendsOfDuel));
        await using var journal = await TurnJournalAppender.OpenAsync(
            run.Folder.NewFolder("journal"), Lone, run.Settings.Size);
        var line = SampleText.LineOfBytes(journal.LineBytes);
        await using var prefilled = new PrefilledFile(
            run.Folder.NewFolder("prefilled"), line, (ofBlock + ofDuel) * (run.Rounds + 1L));
        await using var growing = new GrowingFiles(run.Folder.NewFolder("growing"), line, Lone);
        await using var sqlite = new SqliteBatchingWriter(run.Folder.NewFolder("sqlite"), line);

        var blocks = await MeasureAsync<Sample>(
            run,
            () => new WriterLoops(journal, Lone, ofBlock).RunAsync(),
            () => new WriterLoops(prefilled, Lone, ofBlock).RunOnThreadsAsync(),
            () => new WriterLoops(growing, Lone, ofBlock).RunOnThreadsAsync(),
            () => new WriterLoops(sqlite, Lone, ofBlock).RunAsync());
        var duels = await MeasureAsync(
            run, () => Duel.RunAsync(ofDuel, _ => journal.AppendAsync(0), _ => prefilled.AppendAsync(0)));
        return ResultsOf(
            journal.LineBytes,
            new(blocks[0], blocks[1], blocks[2], blocks[3]),
            ([.. duels[0].Select(duel => duel.First)], [.. duels[0].Select(duel => duel.Second)]));
    }

    private static async Task<IReadOnlyList<T[]>> MeasureAsync<T>(
        BenchmarkRun run, params IReadOnlyList<Func<Task<T>>> contestants)
    {
        await Rounds.WarmUpAsync(run, contestants);
        return await Rounds.RunAsync(run, contestants);
    }

    private static Results ResultsOf(int lineBytes, Blocks blocks, (Sample[] Journal, Sample[] Prefilled) duels) =>
        new(
            [
                new($"{lineBytes} bytes a line, in blocks",
                [
                    AppendRow.Of("TurnJournal", blocks.Journal),
                    AppendRow.Of("pwrite + fdatasync, pre-filled file", blocks.Prefilled),
                    AppendRow.Of("pwrite + fdatasync, growing file", blocks.Growing),
                    AppendRow.Of("SQLite, batching writer", blocks.Sqlite),
                ]),
                new($"{lineBytes} bytes a line, alternating",
                [
                    AppendRow.Of("TurnJournal", duels.Journal),
                    AppendRow.Of("pwrite + fdatasync, pre-filled file", duels.Prefilled),
                ]),
            ],
            [
                new("p50 ÷ p50 of the pre-filled file, alternating",
                    Spread.OfRatios(duels.Journal, duels.Prefilled, sample => sample.P50), Goal.OfAtMost(1.10)),
                new("appends/s ÷ those of the growing file",
                    Spread.OfRatios(blocks.Journal, blocks.Growing, sample => sample.PerSecond), Goal.OfAtLeast(1.3)),
                new("appends/s ÷ those of SQLite",
                    Spread.OfRatios(blocks.Journal, blocks.Sqlite, sample => sample.PerSecond), Goal.OfAtLeast(1.2)),
                new("bytes of garbage of an append",
                    Spread.Of(blocks.Journal.Select(sample => sample.GarbageBytes!.Value)), Goal.OfAtMost(64)),
            ]);

    private sealed record Blocks(Sample[] Journal, Sample[] Prefilled, Sample[] Growing, Sample[] Sqlite);
}
