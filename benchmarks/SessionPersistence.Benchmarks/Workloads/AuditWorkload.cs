using System.Diagnostics;
using System.Text.Json;
using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Benchmarks.Reporting;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>A directory in which nothing is wrong is looked through, as every start and every audit does.</summary>
internal sealed class AuditWorkload : IWorkload
{
    private const int Messages = 50;

    public string Name => "audit";

    public string Description =>
        "Looks through a directory of 10,000 sessions of 50 messages in which nothing is wrong.";

    public int DefaultRounds => 7;

    public async Task<Results> RunAsync(BenchmarkRun run)
    {
        var sessions = run.Settings.Scaled(10_000);
        var directory = run.Folder.NewFolder("sessions");
        await CreateAsync(directory, sessions, SampleText.OfBytes(run.Settings.Size), run.Cancellation);
        IReadOnlyList<Func<Task<double>>> contestants =
        [
            () => SecondsOfAsync(() => ScanAsync(directory, deep: false, run.Cancellation)),
            () => SecondsOfAsync(() => ScanAsync(directory, deep: true, run.Cancellation)),
            () => SecondsOfAsync(() => OpenAsync(directory)),
            () => SecondsOfAsync(() => Task.Run(() => ParseEach(directory, run.Cancellation))),
            () => SecondsOfAsync(() => Task.Run(() => List(directory))),
        ];
        await Rounds.WarmUpAsync(run, contestants);
        var rounds = await Rounds.RunAsync(run, contestants);
        var (audit, deep, open, parsing, listing) = (rounds[0], rounds[1], rounds[2], rounds[3], rounds[4]);
        return new(
            [
                new($"{sessions:N0} sessions of {Messages} messages",
                [
                    RowOf("audit", audit, sessions),
                    RowOf("audit --deep", deep, sessions),
                    RowOf("a store opened and closed", open, sessions),
                    RowOf("each file read and parsed", parsing, sessions),
                    RowOf("the directory listed, with lengths and times", listing, sessions),
                ]),
            ],
            [
                new("time of parsing each file ÷ time of an audit",
                    Spread.OfRatios(parsing, audit, seconds => seconds)),
                new("time of parsing each file ÷ time of a deep audit",
                    Spread.OfRatios(parsing, deep, seconds => seconds)),
                new("time of parsing each file ÷ time to open and close",
                    Spread.OfRatios(parsing, open, seconds => seconds)),
                new("time of an audit ÷ time of listing", Spread.OfRatios(audit, listing, seconds => seconds)),
            ]);
    }

    private static async Task CreateAsync(string directory, int sessions, string text, CancellationToken cancellation)
    {
        await using var store = new FileSessionStore(new() { Directory = directory });
        for (var i = 0; i < sessions; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            await store.CreateSessionAsync(Messages, text);
        }
    }

    private static async Task ScanAsync(string directory, bool deep, CancellationToken cancellation)
    {
        var report = await new RecoveryScanner(new() { Directory = directory, Deep = deep })
            .ScanAsync(cancellationToken: cancellation);
        if (report.Findings.Count > 0) throw new InvalidOperationException(report.Findings[0].Detail);
    }

    private static async Task OpenAsync(string directory)
    {
        await using var store = new FileSessionStore(new() { Directory = directory });
        await store.OpenAsync();
    }

    private static void ParseEach(string directory, CancellationToken cancellation)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*.json")
            .Where(path => !Path.GetFileName(path).StartsWith('_')))
        {
            cancellation.ThrowIfCancellationRequested();
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.GetProperty("messages").GetArrayLength() != Messages)
                throw new InvalidOperationException(path);
        }
    }

    private static void List(string directory)
    {
        if (new DirectoryInfo(directory).EnumerateFiles().Any(file =>
            file.Length < 0 || file.LastWriteTimeUtc == default)) throw new InvalidOperationException(directory);
    }

    private static async Task<double> SecondsOfAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Row RowOf(string name, double[] rounds, int sessions) =>
        new(name, [Measure.Of("seconds", rounds, seconds => seconds, "0.000"),
            Measure.Of("sessions/s", rounds, seconds => sessions / seconds)]);
}
