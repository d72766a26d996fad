using System.Text.Json;
using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Standalone;

/// <summary>A standalone journal on a simulated disk, with a clock that the test steps.</summary>
internal sealed class TurnJournalRig(long maxShardBytes = 1 << 20, int maxRecordBytes = 1 << 20) : IAsyncDisposable
{
    public const string Directory = "/journal";
    public const string AnyShard = "*.jsonl";

    /// <summary>Long enough for any machine; only a test that fails waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static readonly SessionId A = SessionId.Parse("a");
    public static readonly SessionId B = SessionId.Parse("b");

    public CrashFileSystem Disk { get; set; } = new();

    public SteppedTime Time { get; set; } = new();

    public CapturedLog Log { get; } = new();

    public CapturedMeter Meters { get; } = new();

    public TurnJournal Journal { get; private set; } = null!;

    public static TurnId Turn(int number) => TurnId.Parse($"t{number}");

    public static TurnEvent Submitted(int turn, string text = "hello") =>
        new(TurnEventNames.Submitted) { TurnId = Turn(turn), Role = "user", Content = text };

    public static TurnEvent Completed(int turn) => new(TurnEventNames.Completed) { TurnId = Turn(turn) };

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    public async Task<TurnJournal> OpenAsync() =>
        Journal = await TurnJournal.OpenAsync(
            Directory,
            new() { MaxShardBytes = maxShardBytes, MaxRecordBytes = maxRecordBytes, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = Disk, TimeProvider = Time, LoggerFactory = Log, MeterFactory = Meters });

    /// <summary>Opens a journal on what the former one left when its process was killed.</summary>
    public Task<TurnJournal> KillAndOpenAsync() => OpenOnAsync(Disk.ProcessKill());

    /// <summary>Opens a journal on what is left when the power goes, which is only what is durable.</summary>
    public Task<TurnJournal> LosePowerAndOpenAsync() => OpenOnAsync(Disk.Crash());

    public async Task<TurnJournal> ReopenAsync()
    {
        await Journal.DisposeAsync();
        return await OpenAsync();
    }

    public async Task<TurnRecord> AppendAsync(
        SessionId session, TurnEvent turnEvent, Durability durability = Durability.FlushedToDisk) =>
        await Journal.AppendAsync(session, turnEvent, durability);

    /// <summary>Begins and ends turns, one after the other.</summary>
    public async Task<long> DoTurnsAsync(SessionId session, int first, int count)
    {
        long revision = 0;
        for (var turn = first; turn < first + count; turn++)
        {
            await AppendAsync(session, Submitted(turn));
            revision = (await AppendAsync(session, Completed(turn))).Revision;
        }

        return revision;
    }

    public async Task<List<TurnRecord>> ReadAsync(SessionId session)
    {
        var records = new List<TurnRecord>();
        await foreach (var record in Journal.ReadAsync(session)) records.Add(record);
        return records;
    }

    /// <summary>Returns what a session has, for comparing: event and turn.</summary>
    public async Task<List<string>> EventsAsync(SessionId session) =>
        [.. (await ReadAsync(session)).Select(record => $"{record.Event.Name} {record.TurnId}")];

    public async Task<List<TurnJournalLine>> LinesAsync()
    {
        var lines = new List<TurnJournalLine>();
        await foreach (var line in Journal.ReadShardsAsync()) lines.Add(line);
        return lines;
    }

    /// <summary>Returns the numbers of the shards that are there.</summary>
    public long[] Shards() => [.. ShardName.List(Disk, Directory).Select(shard => shard.Sequence)];

    public string PathOf(long sequence) =>
        $"{Directory}/{ShardName.List(Disk, Directory).Single(shard => shard.Sequence == sequence).FileName}";

    public async ValueTask DisposeAsync()
    {
        if (Journal is not null) await Journal.DisposeAsync();
        Meters.Dispose();
    }

    private Task<TurnJournal> OpenOnAsync(CrashFileSystem disk)
    {
        (Disk, Time) = (disk, new());
        return OpenAsync();
    }
}
