using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Journal;

/// <summary>A journal writer on a simulated disk, without a store around it.</summary>
internal sealed class JournalRig : IDisposable
{
    public const string Directory = "/store/_journal";
    public const string AnyShard = "_journal/*.jsonl";

    /// <summary>Long enough for any machine; only a test that fails waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Instance = "0123456789ab";
    private static readonly DateTimeOffset Instant = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly CapturedMeter _meters = new();
    private readonly SessionPersistenceMetrics _metrics;
    private readonly DurableLock _lock;

    public JournalRig(long maxShardBytes = 1 << 20, TimeProvider? time = null)
    {
        _metrics = new(_meters);
        Disk.SeedDirectory(Directory);
        var files = LockFiles.OfStore(new(Disk, "/store"));
        _lock = Disk.TryLock(files.LockPath)!;
        Writer = new(
            Disk,
            new()
            {
                Directory = Directory,
                Place = new(files, _lock, Directory),
                CopiesOf = shard => CopiesOf(shard),
                Instance = Instance,
                FirstSequence = 1,
                MaxShardBytes = maxShardBytes,
            },
            time ?? Time,
            Issues,
            Log.CreateLogger(""),
            _metrics);
    }

    public CrashFileSystem Disk { get; } = new();

    public SteppedTime Time { get; } = new();

    public StoreIssues Issues { get; } = new(TimeProvider.System);

    public CapturedLog Log { get; } = new();

    public RecordingSubscriber Subscriber { get; } = new();

    public JournalWriter Writer { get; }

    public long PoisonedShards => _meters.SumOf("session_persistence.journal.poisoned_shards");

    /// <summary>Gets or sets what is written again when a shard is gone.</summary>
    public Func<JournalShard, IReadOnlyList<JournalLine>> CopiesOf { get; set; } = _ => [];

    public static string PathOf(long sequence) => $"{Directory}/{new ShardName(sequence, Instance).FileName}";

    public static JournalRecord Record(
        string session, long revision, JournalEvent journalEvent = JournalEvent.Appended, int textLength = 1)
    {
        var body = new JournalBodyBuilder(Instant);
        if (!journalEvent.IsWrite())
            return new(journalEvent, SessionId.Parse(session), $"life-{session}") { Body = body.Build() };

        return new(journalEvent, SessionId.Parse(session), $"life-{session}")
        {
            Revision = revision,
            After = revision - 1,
            Body = body.Messages([SessionMessage.User(new('x', textLength)).Utf8Json]).Build(),
        };
    }

    public JournalAppend Enqueue(JournalRecord record) => Writer.Enqueue(record, Subscriber);

    public JournalAppend Enqueue(string session, long revision) => Enqueue(Record(session, revision));

    public Task AppendAsync(string session, long revision) => AppendAsync(Record(session, revision));

    public Task AppendAsync(JournalRecord record) => Writer.CommitAsync(Enqueue(record)).AsTask();

    /// <summary>Starts an append whose flush or write hangs, so that what is queued meanwhile shares the next
    /// one.</summary>
    public async Task<(CrashFault Hanging, Task Append)> HangAsync(
        string session, long revision, CrashOperationKind operation = CrashOperationKind.Flush, int textLength = 1)
    {
        var hanging = Disk.Fail(new(operation, FaultEffect.Hangs) { PathPattern = AnyShard });
        var append = Task.Run(() => AppendAsync(Record(session, revision, textLength: textLength)));
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(Patience)));
        return (hanging, append);
    }

    public ShardContent Read(long sequence) => Read(Disk, sequence);

    public static ShardContent Read(CrashFileSystem disk, long sequence) =>
        JournalReader.Read(disk, PathOf(sequence), new(sequence, Instance));

    /// <summary>Returns the records of a shard: event, session and revision.</summary>
    public static IEnumerable<string> Records(ShardContent shard) =>
        shard.Lines.Select(line => $"{line.Record.Event.Name()} {line.Record.SessionId} {line.Record.Revision}");

    public int Count(CrashOperationKind kind, string pathPattern = AnyShard) =>
        Disk.Trace.Count(operation => operation.Kind == kind && operation.Matches(pathPattern));

    public void Dispose()
    {
        Writer.Dispose();
        _lock.Dispose();
        _metrics.Dispose();
        _meters.Dispose();
    }
}
