using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>Everybody who appends with a certain number of writers.</summary>
internal sealed class AppendRace : IAsyncDisposable
{
    public const int ContestantCount = 4;

    private readonly int _writers;
    private readonly TurnJournalAppender _journal;
    private readonly GrowingFiles _files;
    private readonly SqliteBatchingWriter _sqlite;
    private readonly PrefilledFile _bare;

    private AppendRace(BenchmarkRun run, int writers, TurnJournalAppender journal)
    {
        (_writers, _journal) = (writers, journal);
        var line = SampleText.LineOfBytes(journal.LineBytes);
        _files = new(run.Folder.NewFolder($"files-of-{writers}"), line, writers);
        _sqlite = new(run.Folder.NewFolder($"sqlite-of-{writers}"), line);

        // About as long for few writers as for many, and long enough for each.
        var appends = run.Settings.Scaled(Math.Clamp(8_000 / writers, 500, 2_000));
        byte[] lines = [.. Enumerable.Repeat(line, writers).SelectMany(bytes => bytes)];
        _bare = new(run.Folder.NewFolder($"bare-of-{writers}"), lines, appends * (run.Rounds + 1L));
        Contestants =
        [
            () => new WriterLoops(_journal, writers, appends).RunAsync(),
            () => new WriterLoops(_files, writers, appends).RunOnThreadsAsync(),
            () => new WriterLoops(_sqlite, writers, appends).RunAsync(),
            () => new WriterLoops(_bare, writers: 1, appends).RunOnThreadsAsync(),
        ];
    }

    /// <summary>Gets the contestants: ours, a file for each writer, SQLite, and one thread that writes and flushes a
    /// line of each writer at once.</summary>
    public IReadOnlyList<Func<Task<Sample>>> Contestants { get; }

    public static async Task<AppendRace> PrepareAsync(BenchmarkRun run, int writers) =>
        new(run, writers, await TurnJournalAppender.OpenAsync(
            run.Folder.NewFolder($"journal-of-{writers}"), writers, run.Settings.Size));

    /// <summary>Names what the contestants did.</summary>
    public AppendRaceResult ResultOf(IReadOnlyList<Sample[]> samples) =>
        new(_writers, _journal.LineBytes, samples[0], samples[1], samples[2], samples[3]);

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _files.DisposeAsync();
        await _sqlite.DisposeAsync();
        await _bare.DisposeAsync();
    }
}
