using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>The rounds of an <see cref="AppendRace"/>.</summary>
internal sealed record AppendRaceResult(
    int Writers, int LineBytes, Sample[] Journal, Sample[] Files, Sample[] Sqlite, Sample[] Bare)
{
    public Table Table =>
        new($"{WritersText}, {LineBytes} bytes a line",
        [
            AppendRow.Of("TurnJournal", Journal),
            AppendRow.Of("a file and a thread for each writer", Files),
            AppendRow.Of("SQLite, batching writer", Sqlite),
            AppendRow.Of($"pwrite + fdatasync, {LinesText} at once", Bare),
        ]);

    public IReadOnlyList<Figure> Figures =>
    [
        new($"{WritersText}: appends/s ÷ those of a file for each",
            Spread.OfRatios(Journal, Files, sample => sample.PerSecond), GoalAgainstFiles()),
        new($"{WritersText}: appends/s ÷ those of SQLite", Spread.OfRatios(Journal, Sqlite, sample => sample.PerSecond),
            GoalAgainstSqlite()),
        new($"{WritersText}: p50 ÷ that of writing and flushing {LinesText} at once",
            Spread.OfRatios(Journal, Bare, sample => sample.P50)),
        new($"{WritersText}: flushes of an append × writers",
            Spread.Of(Journal.Select(sample => sample.Flushes!.Value * Writers)), Goal.OfAtMost(1.1)),
        new($"{WritersText}: bytes of garbage of an append",
            Spread.Of(Journal.Select(sample => sample.GarbageBytes!.Value)), Goal.OfAtMost(64)),
    ];

    private string WritersText => Writers == 1 ? "1 writer" : $"{Writers} writers";

    private string LinesText => Writers == 1 ? "1 line" : $"{Writers} lines";

    private Goal? GoalAgainstFiles() =>
        Writers switch
        {
            4 => Goal.OfAtLeast(2),
            8 => Goal.OfAtLeast(2.8),
            64 => Goal.OfAtLeast(7.5),
            _ => null,
        };

    private Goal? GoalAgainstSqlite() =>
        Writers switch
        {
            1 => Goal.OfAtLeast(1.2),
            8 or 64 => Goal.OfAtLeast(1.4),
            _ => null,
        };
}
