using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Two devices write a session, each its own copy of the store, and a sync tool puts their files
/// together.</summary>
public sealed class DivergedHistoryTests
{
    private static readonly SessionId Id = SessionId.Parse("a");
    private static readonly SessionId Other = SessionId.Parse("b");

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Open_JournalsOfTwoDevices_ShowsTheOneOfTheDocumentAndTellsOfTheOther(bool killed, bool ofFirst)
    {
        var (first, second) = await DevicesAsync(killed);
        var (here, there) = ofFirst ? (first, second) : (second, first);
        await using var rig = Together(here.Disk, there.Disk);

        var finding = await DivergedAsync(rig);

        Assert.Equal(
            (Id, FindingCategory.UnsafeToRepair, Recommendations.MergeHistories),
            (finding.SessionId, finding.Category, finding.Recommendation));

        // A document of before the split continues both: then the lower file name decides.
        var texts = await rig.TextsAsync(Id);
        string[] ofHere = ["common", .. here.Said], ofThere = ["common", .. there.Said];
        Assert.True(texts.SequenceEqual(ofHere) || (killed && texts.SequenceEqual(ofThere)), string.Join(" ", texts));
    }

    [Fact]
    public async Task Write_AfterTheJournalsOfTwoDevicesMet_GoesOnAboveBoth()
    {
        var (first, second) = await DevicesAsync(killed: true);
        await using var rig = Together(first.Disk, second.Disk);
        await rig.OpenAsync();
        var highest = rig.Records().Max(record => record.Revision);

        var revision = await rig.AppendAsync(Id, "later");
        var before = await rig.TextsAsync(Id);
        await rig.KillAndOpenAsync();

        Assert.True(revision > highest);
        Assert.Equal("later", before[^1]);
        Assert.Equal(before, await rig.TextsAsync(Id));
        Assert.Single((await rig.ReopenAsync()).Findings, found => found.Kind == FindingKinds.JournalDiverged);
        Assert.Equal(before, await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Retire_JournalsOfTwoDevices_KeepsTheirFilesAndRemovesOthers()
    {
        var (first, second) = await DevicesAsync(killed: false);
        await using var rig = Together(first.Disk, second.Disk, maxShardBytes: 1);
        var theirs = Shards(rig.Disk);
        await rig.OpenAsync();

        for (var shards = 0; shards < 8; shards++)
        {
            await rig.AppendAsync(Id, $"later {shards}");
            await rig.Store.CheckpointAsync();
            rig.Settle();
        }

        Assert.Equal(theirs, theirs.Intersect(Shards(rig.Disk)));
        Assert.True(Shards(rig.Disk).Count < theirs.Count + 8);
        foreach (var text in first.Said.Concat(second.Said))
            Assert.Contains(rig.Records(), record => Texts(record).Contains(text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Merge_JournalsOfTwoDevices_HasEachMessageOnce_AndTheFindingAndTheFilesGo(bool inStore)
    {
        var (first, second) = await DevicesAsync(killed: false);
        await using var rig = Together(first.Disk, second.Disk);
        var theirs = Shards(rig.Disk);
        var lower = string.CompareOrdinal(
            ShardOf(first.Disk, first.Said[0]), ShardOf(second.Disk, second.Said[0])) < 0 ? first : second;
        var upper = lower.Disk == first.Disk ? second : first;
        if (inStore)
        {
            await rig.OpenAsync();
            await rig.AppendAsync(Id, "later");
        }

        var scanner = inStore
            ? rig.Store.Recovery
            : new RecoveryScanner(
                new() { Directory = "/store" }, new() { FileSystem = rig.Disk, TimeProvider = rig.Time });
        var report = await scanner.ScanAsync();
        var untouched = await scanner.RepairAsync(report);
        var result = await scanner.RepairAsync(report, new() { Merge = true });

        Assert.Contains(untouched.After.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        Assert.Equal(RepairStatus.Repaired,
            result.Actions.Single(found => found.Kind == FindingKinds.JournalDiverged).Outcome!.Status);
        Assert.DoesNotContain(result.After.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        if (inStore) await rig.Store.DisposeAsync();
        var reopened = await rig.OpenAsync();
        Assert.DoesNotContain(reopened.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        string[] later = inStore ? ["later"] : [];
        string[] expected = ["common", .. lower.Said, .. upper.Said, .. later];
        Assert.Equal(expected, await rig.TextsAsync(Id));
        Assert.Empty(theirs.Intersect(Shards(rig.Disk)));
    }

    [Fact]
    public async Task Open_JournalsOfThreeDevices_TellsOfAllAndMergesThem()
    {
        var start = await StartAsync();
        var devices = new List<Device>();
        foreach (var name in new[] { "x", "y", "z" }) devices.Add(await DeviceAsync(start, name, killed: false));
        var disk = devices[0].Disk;
        foreach (var device in devices.Skip(1)) CopyShards(device.Disk, disk);
        await using var rig = new StoreRig { Disk = disk };
        var scanner = new RecoveryScanner(
            new() { Directory = "/store" }, new() { FileSystem = rig.Disk, TimeProvider = rig.Time });

        var report = await scanner.ScanAsync();
        await scanner.RepairAsync(report, new() { Merge = true });
        await rig.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        Assert.Contains("3 accounts", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(devices.SelectMany(device => device.Said).Append("common").Order(),
            (await rig.TextsAsync(Id)).Order());
    }

    // The documents of one device, the journal of the other: no revision has two records, and the file is another
    // program's as far as the journal knows.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Open_DocumentOfOneDeviceAndJournalOfTheOther_ShowsBoth(int more)
    {
        var start = await StartAsync();
        var first = await DeviceAsync(start, "x", killed: false, more);
        var second = await DeviceAsync(start, "y", killed: false);
        await using var rig = new StoreRig { Disk = second.Disk };
        rig.Disk.Seed("/store/a.json", DiskTree.Of(first.Disk, "/store")["a.json"]);

        var report = await rig.OpenAsync();

        Assert.Contains(report.Findings, found => found.Kind == FindingKinds.ForeignWriteMerged);
        string[] expected = ["common", .. first.Said, .. second.Said];
        Assert.Equal(expected.Order(), (await rig.TextsAsync(Id)).Order());
        Assert.Equal(expected.Order(), rig.TextsOfDocument(Id).Order());
        var again = await rig.KillAndOpenAsync();
        Assert.Empty(again.Findings);
        Assert.Equal(expected.Order(), (await rig.TextsAsync(Id)).Order());
    }

    [Fact]
    public async Task Checkpoint_DocumentOfTheOtherDeviceTookThePlaceOfOurs_KeepsBoth()
    {
        var start = await StartAsync();
        var other = await DeviceAsync(start, "y", killed: false);
        await using var rig = new StoreRig { Disk = Copy(start) };
        await rig.OpenAsync();
        await rig.AppendAsync(Id, "x0");
        await rig.AppendAsync(Id, "x1");
        await rig.Store.CheckpointAsync();
        rig.Disk.Seed("/store/a.json", DiskTree.Of(other.Disk, "/store")["a.json"]);

        var seen = await rig.TextsAsync(Id);
        await rig.AppendAsync(Id, "later");
        await rig.Store.CheckpointAsync();

        string[] expected = ["common", "x0", "x1", .. other.Said];
        Assert.Equal(expected.Order(), seen.Order());
        Assert.Equal(expected.Append("later").Order(), rig.TextsOfDocument(Id).Order());
    }

    [Fact]
    public async Task Open_NoDocumentAndJournalsOfTwoDevices_ShowsTheLowerFileName()
    {
        await using var start = new StoreRig();
        await start.OpenAsync();
        await start.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("common")] });
        var disk = start.Disk.ProcessKill();
        var first = await DeviceAsync(disk, "x", killed: true);
        var second = await DeviceAsync(disk, "y", killed: true);
        CopyShards(first.Disk, disk);
        await using var rig = Together(disk, second.Disk);
        var lower = string.CompareOrdinal(
            ShardOf(first.Disk, first.Said[0]), ShardOf(second.Disk, second.Said[0])) < 0 ? first : second;

        await DivergedAsync(rig);

        string[] expected = ["common", .. lower.Said];
        Assert.Equal(expected, await rig.TextsAsync(Id));
    }

    // What one device took away on purpose, the other had not seen: nothing of the other's goes with it.
    [Fact]
    public async Task Open_OneDeviceRewrote_TakesNothingFromTheOther()
    {
        var start = await StartAsync();
        var first = await DeviceAsync(start, "x", killed: true);
        await using var second = new StoreRig { Disk = Copy(start) };
        await second.OpenAsync();
        var revision = (await second.Store.LoadMetadataAsync(Id))!.Revision;
        await second.Store.RewriteAsync(Id, [SessionMessage.User("anew")], RewriteReason.Clear, revision);
        await second.AppendAsync(Id, "y0");
        await using var rig = Together(first.Disk, second.Disk.ProcessKill());
        var scanner = new RecoveryScanner(
            new() { Directory = "/store" }, new() { FileSystem = rig.Disk, TimeProvider = rig.Time });

        var report = await scanner.ScanAsync();
        await rig.OpenAsync();
        var texts = await rig.TextsAsync(Id);
        await rig.Store.DisposeAsync();
        await scanner.RepairAsync(report, new() { Merge = true });
        await rig.OpenAsync();

        Assert.Contains(report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        Assert.True(texts is ["common", "x0", "x1"] or ["anew", "y0"], string.Join(" ", texts));
        var merged = await rig.TextsAsync(Id);
        Assert.Superset(new HashSet<string>(["x0", "x1", "anew", "y0"]), merged.ToHashSet());
        Assert.Equal(merged.Distinct(), merged);
    }

    [Fact]
    public async Task Open_OneDeviceDeleted_IsDeleted()
    {
        var start = await StartAsync();
        var first = await DeviceAsync(start, "x", killed: true);
        await using var second = new StoreRig { Disk = Copy(start) };
        await second.OpenAsync();
        await second.Store.DeleteAsync(Id);
        await using var rig = Together(first.Disk, second.Disk.ProcessKill());

        var report = await rig.OpenAsync();

        Assert.Null(await rig.Store.LoadAsync(Id));
        Assert.DoesNotContain(report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        await Assert.ThrowsAsync<SessionDeletedException>(() => rig.Store.CreateAsync(new() { Id = Id }));
    }

    [Fact]
    public async Task Open_TwoDevicesMadeASessionOfOneId_ShowsOneAndTellsOfTheOther()
    {
        await using var rig = await MadeTwiceAsync();

        await DivergedAsync(rig);
        var shown = Assert.Single(await rig.TextsAsync(Id));
        await rig.AppendAsync(Id, "later");
        await rig.Store.CheckpointAsync();
        rig.Settle();
        await rig.Store.DisposeAsync();

        await DivergedAsync(rig);
        Assert.Equal([shown, "later"], await rig.TextsAsync(Id));
        var other = shown == "x0" ? "y0" : "x0";
        Assert.Contains(rig.Records(), record => Texts(record).Contains(other));
    }

    // What the finding tells a person to do.
    [Fact]
    public async Task Delete_TheOneThatIsShownOfTwoSessionsOfOneId_TheNextStartShowsTheOther_AndBothCanBeHad()
    {
        await using var rig = await MadeTwiceAsync();
        await rig.OpenAsync();
        var shown = Assert.Single(await rig.TextsAsync(Id));

        await rig.Store.DeleteAsync(Id, new() { KeepFor = TimeSpan.FromDays(30) });
        await rig.ReopenAsync();

        Assert.Equal([shown == "x0" ? "y0" : "x0"], await rig.TextsAsync(Id));
        var ledger = rig.Store.Deletions;
        var newId = SessionId.Parse("another");
        await ledger.RestoreAsync(Assert.Single(await ledger.FindAsync(Id)), newId);
        Assert.Equal([shown], await rig.TextsAsync(newId));
    }

    [Fact]
    public async Task Open_TheSameRecordsTwice_AreCopies()
    {
        var start = await StartAsync();
        var first = await DeviceAsync(start, "x", killed: true);
        await using var carried = new StoreRig { Disk = Copy(first.Disk) };
        await carried.OpenAsync();
        await using var rig = Together(first.Disk, carried.Disk.ProcessKill());

        var report = await rig.OpenAsync();

        Assert.DoesNotContain(report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        Assert.Equal(["common", "x0", "x1"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task ReadOnly_JournalsOfTwoDevices_TellsOfThem()
    {
        var (first, second) = await DevicesAsync(killed: true);
        await using var rig = Together(first.Disk, second.Disk);
        await using var store = new FileSessionStore(
            new() { Directory = "/store", Access = StoreAccess.ReadOnly },
            new() { FileSystem = rig.Disk, TimeProvider = rig.Time });

        var report = await store.OpenAsync();

        Assert.Single(report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        Assert.Equal(3, (await store.LoadAsync(Id))!.Messages.Count);
        Assert.Equal(["other"], (await store.LoadAsync(Other))!.Messages.Select(message => message.Text));
    }

    // The journal of this device has nothing of the session any more: the index alone knows which document it wrote.
    [Fact]
    public async Task Open_JournalOfAnotherDeviceAndOursIsRetired_ShowsBoth()
    {
        var start = await StartAsync();
        await using var rig = await RetiredAsync(start);
        var other = await DeviceAsync(start, "y", killed: false, more: 0);
        CopyShards(other.Disk, rig.Disk);

        await rig.OpenAsync();

        Assert.Equal(["common", "ours", "y0"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Open_JournalAndDocumentOfAnotherDeviceAndOursIsRetired_TellsThatOursIsGone()
    {
        var start = await StartAsync();
        await using var rig = await RetiredAsync(start);
        var other = await DeviceAsync(start, "y", killed: false, more: 0);
        CopyShards(other.Disk, rig.Disk);
        rig.Disk.Seed("/store/a.json", DiskTree.Of(other.Disk, "/store")["a.json"]);

        var finding = Assert.Single((await rig.OpenAsync()).Findings,
            found => found.Kind == FindingKinds.DocumentOutdated && found.SessionId == Id);

        Assert.Equal(FindingCategory.UnsafeToRepair, finding.Category);
        Assert.Equal(["common", "y0"], await rig.TextsAsync(Id));
    }

    private static async Task<StoreRig> RetiredAsync(CrashFileSystem start)
    {
        var rig = new StoreRig(maxShardBytes: 1) { Disk = Copy(start) };
        await rig.OpenAsync();
        await rig.AppendAsync(Id, "ours");
        await rig.ReopenAsync();
        await rig.ReopenAsync();
        await rig.Store.DisposeAsync();
        Assert.DoesNotContain(rig.Records(), record => record.SessionId == Id);
        return rig;
    }

    private static async Task<RecoveryFinding> DivergedAsync(StoreRig rig) =>
        Assert.Single((await rig.OpenAsync()).Findings, found => found.Kind == FindingKinds.JournalDiverged);

    private static async Task<CrashFileSystem> StartAsync()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("common")] });
        await rig.Store.CreateAsync(new() { Id = Other, Messages = [SessionMessage.User("other")] });
        await rig.Store.DisposeAsync();
        return Copy(rig.Disk);
    }

    private static async Task<(Device First, Device Second)> DevicesAsync(bool killed)
    {
        var start = await StartAsync();
        return (await DeviceAsync(start, "x", killed), await DeviceAsync(start, "y", killed));
    }

    private static async Task<Device> DeviceAsync(CrashFileSystem start, string name, bool killed, int more = 1)
    {
        await using var rig = new StoreRig { Disk = Copy(start) };
        await rig.OpenAsync();
        string[] said = [.. Enumerable.Range(0, more + 1).Select(i => $"{name}{i}")];
        foreach (var text in said) await rig.AppendAsync(Id, text);
        if (!killed) await rig.Store.DisposeAsync();
        return new(rig.Disk.ProcessKill(), said);
    }

    // Two devices make a session of one id, without knowing of each other.
    private static async Task<StoreRig> MadeTwiceAsync()
    {
        var disks = new List<CrashFileSystem>();
        foreach (var text in new[] { "x0", "y0" })
        {
            await using var device = new StoreRig();
            await device.OpenAsync();
            await device.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User(text)] });
            disks.Add(device.Disk.ProcessKill());
        }

        return Together(disks[0], disks[1], maxShardBytes: 1);
    }

    private static StoreRig Together(CrashFileSystem here, CrashFileSystem there, long maxShardBytes = 1 << 20)
    {
        var disk = Copy(here);
        CopyShards(there, disk);
        return new(maxShardBytes) { Disk = disk };
    }

    private static CrashFileSystem Copy(CrashFileSystem disk) => disk.ProcessKill();

    private static void CopyShards(CrashFileSystem from, CrashFileSystem to)
    {
        var tree = DiskTree.Of(from, "/store");
        foreach (var name in Shards(from).Where(name => to.FindEntry($"/store/_journal/{name}") is null))
            to.Seed($"/store/_journal/{name}", tree[$"_journal/{name}"]);
    }

    private static List<string> Shards(CrashFileSystem disk) => [.. disk.ListDirectory("/store/_journal")
        .Select(entry => entry.Name).Where(name => ShardName.TryParse(name, out _)).Order(StringComparer.Ordinal)];

    private static string ShardOf(CrashFileSystem disk, string text) =>
        Shards(disk).First(name => ShardName.TryParse(name, out var shard)
            && JournalReader.Read(disk, $"/store/_journal/{name}", shard).Lines
                .Any(line => Texts(line.Record).Contains(text)));

    private static IEnumerable<string> Texts(JournalRecord record) =>
        record.Body.Messages.Select(message => SessionMessage.FromTrusted(message).Text);

    private sealed record Device(CrashFileSystem Disk, string[] Said);
}
