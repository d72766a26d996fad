namespace SessionPersistence.Tests.Recovery;

/// <summary>Repairs of a store that is open and goes on serving: each is a record.</summary>
public sealed class OpenStoreRepairTests
{
    private static readonly SessionId Id = SessionId.Parse("a");
    private readonly RecoveryRig _rig = new();

    [Fact]
    public async Task Scanner_OfAStore_IsGivenByTheStore()
    {
        await using var store = NewStore();

        Assert.NotNull(store.GetService(typeof(RecoveryScanner)));
    }

    [Fact]
    public async Task Repair_ShrunkenForeignSession_IsARecordAndTheSessionGoesOn()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = RecoveryRig.DocumentWith("a", "\"special\":2.50,", "one", "a:two");
        var live = _rig["a.json"];

        await using (var store = NewStore())
        {
            var action = Assert.Single((await RepairAsync(store)).Actions);
            Assert.Equal(RepairStatus.Repaired, action.Outcome!.Status);
            Assert.Contains("_quarantine/a.1.json", action.Outcome.Detail, StringComparison.Ordinal);
            Assert.Equal(["one", "two"], await TextsAsync(store));
            await store.AppendAsync(Id, [SessionMessage.User("three")]);
        }

        Assert.Equal(["one", "a:two", "three"], await _rig.TextsAsync("a"));
        Assert.Equal(live, _rig["_quarantine/a.1.json"]);
        Assert.Contains("\"special\": 2.50", _rig["a.json"], StringComparison.Ordinal);
        Assert.Contains(_rig.Names.Where(name => name.StartsWith("_journal/", StringComparison.Ordinal)),
            name => _rig[name].Contains("\"reason\":\"restore\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repair_LostPrompt_IsARecordOfAnOwnedSession()
    {
        await using var store = NewStore();
        await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("one")] });
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var result = await RepairAsync(store);

        Assert.Equal(RepairStatus.Repaired, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Equal(["one", "lost"], (await TextsAsync(store))[..2]);
        Assert.Empty((await Scanner(store).ScanAsync()).Findings);
    }

    [Fact]
    public async Task Repair_OrphanBackup_IsACreatedRecord()
    {
        await using var store = NewStore();
        await store.OpenAsync();
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");

        var result = await RepairAsync(store);

        Assert.Equal((FindingKinds.OrphanBackup, RepairStatus.Repaired),
            (Assert.Single(result.Actions).Kind, result.Actions[0].Outcome!.Status));
        Assert.Equal(["one"], await TextsAsync(store));
        Assert.Equal("t-a", (await store.LoadMetadataAsync(Id))!.Title);
    }

    [Theory]
    [InlineData("{\"session_id\":\"a\",\"messages\":[{\"ro")]
    [InlineData("[]")]
    public async Task Repair_DamagedDocument_IsReplacedAndWritable(string damaged)
    {
        _rig["a.json"] = damaged;
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");
        await using (var store = NewStore())
        {
            var result = await RepairAsync(store);

            Assert.Equal(RepairStatus.Repaired, Assert.Single(result.Actions).Outcome!.Status);
            await store.AppendAsync(Id, [SessionMessage.User("two")]);
        }

        Assert.Equal(["one", "two"], await _rig.TextsAsync("a"));
        Assert.Equal(damaged, _rig["_quarantine/a.1.json"]);
        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    [Fact]
    public async Task Repair_SessionWrittenSinceTheScan_IsStale()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two");
        await using var store = NewStore();
        var report = await Scanner(store).ScanAsync();
        await store.AppendAsync(Id, [SessionMessage.User("new")]);

        var result = await Scanner(store).RepairAsync(report);

        Assert.Equal(RepairStatus.Stale, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Equal(["one", "new"], await TextsAsync(store));
    }

    [Fact]
    public async Task Repair_ReadOnlyStore_Throws()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two");
        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, Access = StoreAccess.ReadOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

        await Assert.ThrowsAsync<StoreReadOnlyException>(() => RepairAsync(store));
    }

    private static RecoveryScanner Scanner(FileSessionStore store) =>
        store.Recovery;

    private static async Task<RepairResult> RepairAsync(FileSessionStore store) =>
        await Scanner(store).RepairAsync(await Scanner(store).ScanAsync());

    private static async Task<string[]> TextsAsync(FileSessionStore store) =>
        [.. (await store.LoadAsync(Id))!.Messages.Select(message => message.Text)];

    private FileSessionStore NewStore() =>
        new(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
}
