using SessionPersistence.Journal;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>A store on a simulated disk, with a clock that the test steps.</summary>
internal sealed class StoreRig(long maxShardBytes = 1 << 20) : IAsyncDisposable
{
    public const string AnyShard = "_journal/*.jsonl";

    private const string Root = "/store";
    private const string Journal = $"{Root}/{StoreDirectory.JournalName}";

    private readonly CapturedMeter _meters = new();

    public CrashFileSystem Disk { get; set; } = new();

    public SteppedTime Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public FileSessionStore Store { get; private set; } = null!;

    public CapturedMeter Meters => _meters;

    public long PoisonedShards => _meters.SumOf("session_persistence.journal.poisoned_shards");

    /// <summary>Opens a store on the present disk.</summary>
    public async Task<RecoveryReport> OpenAsync()
    {
        Store = new(
            new() { Directory = Root, MaxShardBytes = maxShardBytes, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = Disk, TimeProvider = Time, LoggerFactory = Log, MeterFactory = _meters });
        return await Store.OpenAsync();
    }

    /// <summary>Opens a store on what the former one left when its process was killed.</summary>
    public Task<RecoveryReport> KillAndOpenAsync() => OpenOnAsync(Disk.ProcessKill());

    /// <summary>Opens a store on what is left when the power goes, which is only what is durable.</summary>
    public Task<RecoveryReport> LosePowerAndOpenAsync() => OpenOnAsync(Disk.Crash());

    /// <summary>Closes the store and opens another one.</summary>
    public async Task<RecoveryReport> ReopenAsync()
    {
        await Store.DisposeAsync();
        return await OpenAsync();
    }

    public async Task<SessionId> CreateAsync(string id) =>
        (await Store.CreateAsync(new() { Id = SessionId.Parse(id) })).Id;

    public async Task<long> AppendAsync(SessionId id, string text) =>
        (await Store.AppendAsync(id, [SessionMessage.User(text)])).Revision;

    public async Task<string[]> TextsAsync(SessionId id) =>
        [.. (await Store.LoadAsync(id))!.Messages.Select(message => message.Text)];

    /// <summary>Lets time pass until nobody waits for it.</summary>
    public void Settle()
    {
        for (var steps = 0; Step(); steps++) Assert.True(steps < 1000, "The store never comes to rest.");
    }

    /// <summary>Lets some time pass, and runs what is due in it.</summary>
    public void Advance(TimeSpan time) => WithoutContext.Run(() =>
    {
        Time.Advance(time);
        return true;
    });

    /// <summary>Runs what is due next, to its end.</summary>
    public bool Step() => WithoutContext.Run(Time.Step);

    /// <summary>Returns the names in the journal, sorted; of shards only the number.</summary>
    public string[] JournalNames() => [.. Disk.ListDirectory(Journal)
        .Select(entry => ShardName.TryParse(entry.Name, out var shard) ? $"{shard.Sequence}" : entry.Name)
        .Order(StringComparer.Ordinal)];

    /// <summary>Reads a file of the store.</summary>
    public byte[] Bytes(string name) => FileContent.Read(Disk, $"{Root}/{name}");

    /// <summary>Reads the texts of a document.</summary>
    public string[] TextsOfDocument(SessionId id) =>
        [.. SomeDocument.Read(Bytes($"{id}.json"), id).Document!.Messages
            .Select(message => SessionMessage.FromTrusted(message).Text)];

    /// <summary>Returns the lengths of all documents of a session that were written, oldest first.</summary>
    public IReadOnlyList<long> DocumentLengths(string id) => [.. Disk.Trace
        .Where(operation => operation.Kind == CrashOperationKind.Write && operation.Matches($"{Root}/.{id}.json.*"))
        .GroupBy(operation => operation.Path, (_, writes) => writes.Sum(write => (long)write.Size))];

    /// <summary>Reads the records of all shards, oldest shard first.</summary>
    public IReadOnlyList<JournalRecord> Records()
    {
        var records = new List<JournalRecord>();
        foreach (var name in Disk.ListDirectory(Journal).Select(entry => entry.Name).Order(StringComparer.Ordinal))
        {
            if (!ShardName.TryParse(name, out var shard)) continue;

            records.AddRange(JournalReader.Read(Disk, $"{Journal}/{name}", shard).Lines.Select(line => line.Record));
        }

        return records;
    }

    /// <summary>Returns the path of a shard, by its number.</summary>
    public string ShardPath(long sequence) => $"{Journal}/" + Disk.ListDirectory(Journal)
        .Single(entry => ShardName.TryParse(entry.Name, out var shard) && shard.Sequence == sequence).Name;

    public CrashFault FailFlushes(int times, FaultEffect effect = FaultEffect.PagesDropped) =>
        Disk.Fail(new(CrashOperationKind.Flush, effect) { PathPattern = AnyShard, Times = times });

    public async ValueTask DisposeAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
        _meters.Dispose();
    }

    private Task<RecoveryReport> OpenOnAsync(CrashFileSystem disk)
    {
        Disk = disk;
        return OpenAsync();
    }
}
