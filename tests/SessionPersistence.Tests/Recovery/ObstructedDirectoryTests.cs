using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>What no repair can mend is never called repairable.</summary>
public sealed class ObstructedDirectoryTests
{
    private readonly RecoveryRig _rig = new();

    [Theory]
    [InlineData("_journal")]
    [InlineData("_quarantine")]
    public async Task Scan_FileInPlaceOfADirectory_NeedsAPerson(string name)
    {
        _rig[name] = "x";

        await IsObstructedAsync(name);
    }

    [Theory]
    [InlineData("store.lock")]
    [InlineData("store.owner")]
    public async Task Scan_DirectoryInPlaceOfAFile_NeedsAPerson(string name)
    {
        _rig.Disk.CreateDirectory(RecoveryRig.Root);
        _rig.Disk.CreateDirectory($"{RecoveryRig.Root}/{name}");

        await IsObstructedAsync(name);
    }

    [UnixFact]
    public async Task Scan_LinkInPlaceOfTheNoteOfTheOwner_IsNoObstacle()
    {
        using var folder = TempFolder.ForCaller();
        File.CreateSymbolicLink(folder.PathOf("store.owner"), folder.PathOf("gone"));

        Assert.Empty((await new RecoveryScanner(new() { Directory = folder.Root }).ScanAsync()).Findings);
        await using var store = new FileSessionStore(new() { Directory = folder.Root });
        Assert.Empty((await store.OpenAsync()).Findings);
    }

    [UnixFact]
    public async Task Scan_LinkInPlaceOfTheCopiesOfDeletedSessions_NeedsAPerson()
    {
        using var folder = TempFolder.ForCaller();
        File.CreateSymbolicLink(folder.PathOf("_deleted"), folder.PathOf("gone"));

        var found = Assert.Single((await new RecoveryScanner(new() { Directory = folder.Root }).ScanAsync()).Findings,
            finding => finding.Kind == FindingKinds.StoreObstructed);

        Assert.Equal(("_deleted", FindingCategory.UnsafeToRepair), (found.Path, found.Category));
        await using var store = new FileSessionStore(new() { Directory = folder.Root });
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());
    }

    [Fact]
    public async Task Scan_DirectoryOfAStandaloneJournal_SaysSo()
    {
        await using (await TurnJournal.OpenAsync(
            RecoveryRig.Root, environment: new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
        {
        }

        var report = await _rig.Scanner.ScanAsync();

        Assert.Equal("journal.lock",
            Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.StoreObstructed).Path);
    }

    // The same files one directory higher: a host was told of them by an exception, in place of a report.
    [Fact]
    public async Task Scan_ShardOfAStandaloneJournalInThatOfTheStore_SaysSo()
    {
        await using (var journal = await TurnJournal.OpenAsync(
            $"{RecoveryRig.Root}/_journal", environment: new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
        {
            await journal.AppendAsync(SessionId.Parse("a"), new(TurnEventNames.Submitted) { Content = "q" });
        }

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings,
            finding => finding.Kind == FindingKinds.StoreObstructed);

        Assert.Equal(("_journal", FindingCategory.UnsafeToRepair), (finding.Path, finding.Category));
        Assert.Contains("standalone TurnJournal", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_DirectoryInPlaceOfTheIndex_NeedsAPerson()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["_index.json/x"] = "x";

        var result = await _rig.RepairAsync();

        foreach (var report in new[] { result.Before, result.After })
        {
            Assert.Equal((FindingKinds.IndexDamaged, FindingCategory.UnsafeToRepair),
                Assert.Single(report.Findings.Select(finding => (finding.Kind, finding.Category))));
        }

        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        Assert.Equal(FindingKinds.IndexDamaged, Assert.Single((await store.OpenAsync()).Findings).Kind);
        Assert.Equal("a", Assert.Single((await store.ListAsync(new())).Items).Id.Value);
    }

    [Theory]
    [InlineData("x'626c6f6231'", "x'626c6f6231'")]
    [InlineData("17", "17 (a number)")]
    public async Task Repair_RowWhoseIdIsNoText_IsToldAndLeft(string value, string told)
    {
        using var folder = TempFolder.ForCaller();
        var path = SomeStateDb.Make(
            folder.PathOf("state.db"),
            "CREATE TABLE sessions (id, source TEXT)",
            "CREATE TABLE messages (session_id, role, content)",
            $"INSERT INTO sessions VALUES ({value}, 'webui'), ('text', 'webui')",
            $"INSERT INTO messages VALUES ({value}, 'user', 'hi'), ('text', 'user', 'hi')");
        var scanner = new RecoveryScanner(new() { Directory =
            Directory.CreateDirectory(folder.PathOf("sessions")).FullName }, stateDb: new SqliteStateDb(path));

        var result = await scanner.RepairAsync(await scanner.ScanAsync());

        Assert.Equal((FindingKinds.UnsafeId, told),
            Assert.Single(result.After.Findings.Select(finding => (finding.Kind, finding.RawId))));
        Assert.True(File.Exists(folder.PathOf("sessions/text.json")));
    }

    [Theory]
    [InlineData("{\"version\":1,\"ids\":[\"a\"")]
    [InlineData("{\"version\":2,\"ids\":[\"a\"]}")]
    [InlineData("{\"version\":1,\"ids\":5}")]
    public async Task Scan_ListOfDeletedSessionsThatCannotBeUsed_IsTold(string list)
    {
        _rig["_deleted_webui_sessions.json"] = list;
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");

        var report = await _rig.Scanner.ScanAsync();

        Assert.Equal([FindingKinds.TombstonesDamaged, FindingKinds.OrphanBackup],
            report.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Repair_DamagedFileWithMoreThanItsBackup_SaysWhatIsInQuarantineOnly()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one", "a:two", "three")[..^4];
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions);
        Assert.Equal(FindingKinds.ShrunkenLive, action.Kind);
        Assert.Contains("1 message that the backup lacks", action.Detail, StringComparison.Ordinal);
        Assert.Contains(
            "which lacks 1 message that the damaged file has; the former file is kept as _quarantine/a.1.json",
            action.Outcome!.Detail, StringComparison.Ordinal);
    }

    private async Task IsObstructedAsync(string name)
    {
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");

        var report = await _rig.Scanner.ScanAsync();

        var found = Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.StoreObstructed);
        Assert.Equal((name, FindingCategory.UnsafeToRepair), (found.Path, found.Category));
        Assert.Equal(RecoveryStatus.NeedsManualReview, report.Status);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _rig.Scanner.RepairAsync(report));
    }
}
