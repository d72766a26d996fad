using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

public sealed class DamagedSessionTests
{
    private static readonly SessionId Id = SessionId.Parse("a");
    private readonly RecoveryRig _rig = new();

    // WEAKNESSES.md, W-30: a damaged file without a backup is counted as healthy.
    [Fact]
    public async Task W30_a_damaged_session_without_another_copy_needs_a_person()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one", "a:two")[..^20];

        var report = await _rig.Scanner.ScanAsync();

        var finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKinds.MalformedDocument, FindingCategory.UnsafeToRepair, Recommendations.SalvageMessages),
            (finding.Kind, finding.Category, finding.Recommendation));
        Assert.Equal((Id, "a.json"), (finding.SessionId, finding.Path));
        Assert.NotNull(finding.Offset);
        Assert.Equal(RecoveryStatus.NeedsManualReview, report.Status);
    }

    // The note that a turn was added is about messages that the restored session does not have.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repair_RestoreOfASessionThatHadARecoveredPrompt_AddsItAgain(bool hasBackup)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", "\"recovered_turns\":[\"t-9\"],", "nine@9")[..^3];
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-9", 9, "nine");
        if (hasBackup) _rig["a.json.bak"] = RecoveryRig.Document("a", "one@1", "a:two@2");

        await RepairAsync(hasBackup ? new() : new FakeStateDb().With("a", "one", "a:two"));

        Assert.Contains("nine", await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_DamagedFileThatHasThePromptThatWaits_KeepsItOnce()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "lost@5", "a:cut@6")[..^5];
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var result = await _rig.RepairAsync();

        Assert.All(result.Actions, action => Assert.Equal(RepairStatus.Repaired, action.Outcome!.Status));
        Assert.Equal(["one", "lost"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Scan_FileOfANewerFormat_IsToldOnce()
    {
        _rig["a.json"] = """{"session_id":"a","format":99,"life":"0123456789abcdef","revision":1,"messages":[]}""";

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.UnsupportedFormat, FindingCategory.UnsafeToRepair, "a.json"),
            (finding.Kind, finding.Category, finding.Path));
        await using var store = NewStore();
        Assert.Equal(FindingKinds.UnsupportedFormat, Assert.Single((await store.OpenAsync()).Findings,
            opened => opened.Category == FindingCategory.UnsafeToRepair).Kind);
    }

    [Fact]
    public async Task Repair_DamagedFileThatAPromptWaitsFor_SaysThatItKeepsWhatCanBeRead()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "a:two@2", "three@3")[..^20];
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 50, "lost");

        var result = await _rig.RepairAsync();

        Assert.All(result.Actions, action => Assert.Equal(RepairStatus.Repaired, action.Outcome!.Status));
        Assert.Contains("What is whole in the file, 2 messages, is kept, because a prompt waits",
            Assert.Single(result.Actions, action => action.Kind == FindingKinds.MalformedDocument).Detail,
            StringComparison.Ordinal);
        Assert.Equal(["one", "a:two", "lost", "!"], await _rig.TextsAsync("a"));
    }

    [Theory]
    [InlineData("\"truncation_watermark\":2.0,", "may have been taken away on purpose")]
    [InlineData("\"compression_anchor_mode\":\"manual\",", "may have been taken away on purpose")]
    [InlineData("\"clear_generation\":\"g\",\"truncation_watermark\":0.0,\"truncation_boundary\":0.0,",
        "may have been taken away on purpose")]
    public async Task Repair_DamagedFileThatSaysThatItWasCut_IsNotWrittenFromTheDatabase(string marks, string said)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", marks, "one@1", "a:two@2")[..^5];

        await StaysAsync(new FakeStateDb().With("a", "one", "two", "taken", "taken too"), said);
    }

    [Fact]
    public async Task Repair_DamagedFileThatHasMoreThanTheDatabase_IsLeftToAPerson()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "a:two@2", "three@3", "four@4")[..^5];

        await StaysAsync(new FakeStateDb().With("a", "one"), "The state database has only 1 message ");
    }

    [Fact]
    public async Task Repair_DamagedFileOfASessionThatTheOtherProgramDeleted_IsNotWrittenFromTheDatabase()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "a:two@2")[..^5];
        _rig["_deleted_webui_sessions.json"] = """{"version":1,"ids":["a"]}""";

        await StaysAsync(new FakeStateDb().With("a", "one", "two", "three"), "deleted the session");
    }

    [Fact]
    public async Task Repair_DamagedFile_IsWrittenFromTheDatabaseWithItsOwnNameAndMarks()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", "\"pinned\":true,\"project_id\":\"p\",", "one@1")[..^5];

        var result = await RepairAsync(new FakeStateDb().With("a", "one", "two"));

        Assert.Equal(RepairStatus.Repaired, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Equal(["one", "two"], await _rig.TextsAsync("a"));
        await using var store = NewStore();
        var metadata = (await store.LoadMetadataAsync(Id))!;
        Assert.Equal(("t-a", true, "p"), (metadata.Title, metadata.Pinned, metadata.ProjectId));
    }

    private async Task StaysAsync(FakeStateDb stateDb, string said)
    {
        var before = _rig["a.json"];

        var result = await RepairAsync(stateDb);

        var finding = Assert.Single(result.After.Findings, finding => finding.Kind == FindingKinds.MalformedDocument);
        Assert.Equal(FindingCategory.UnsafeToRepair, finding.Category);
        Assert.Contains(said, finding.Detail, StringComparison.Ordinal);
        Assert.Equal(before, _rig["a.json"]);
    }

    private async Task<RepairResult> RepairAsync(FakeStateDb stateDb)
    {
        var scanner = new RecoveryScanner(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time },
            stateDb);
        return await scanner.RepairAsync(await scanner.ScanAsync());
    }

    [Fact]
    public async Task Repair_Salvage_KeepsTheWholeMessagesBeforeTheDamage()
    {
        var damaged = RecoveryRig.DocumentWith("a", "\"pinned\":true,", "one", "a:two", "three")[..^10];
        _rig["a.json"] = damaged;

        Assert.Equal(RepairStatus.Skipped, Assert.Single((await _rig.RepairAsync()).Actions).Outcome!.Status);
        Assert.Equal(damaged, _rig["a.json"]);
        var result = await _rig.RepairAsync(new() { Salvage = true });

        Assert.Equal(RepairStatus.Repaired, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Equal(["one", "a:two"], await _rig.TextsAsync("a"));
        Assert.Equal(damaged, _rig["_quarantine/a.1.json"]);
        Assert.Contains("\"pinned\": true", _rig["a.json"], StringComparison.Ordinal);
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_OwnDocumentThatIsDamaged_IsSalvagedWithWhatTheJournalHasOnTop()
    {
        await using (var store = NewStore())
        {
            await store.CreateAsync(new() { Id = Id, Title = "Kyoto",
                Messages = [SessionMessage.User("one"), SessionMessage.User("two")] });
            await store.CheckpointAsync();
        }

        await using (var store = NewStore()) await store.AppendAsync(Id, [SessionMessage.User("three")]);
        _rig["a.json"] = Cut(_rig["a.json"], "two");

        var result = await _rig.RepairAsync(new() { Salvage = true });

        Assert.Equal(FindingKinds.MalformedDocument, Assert.Single(result.Actions).Kind);
        Assert.Equal(["one", "three"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_DamagedDocumentThatTheJournalHasWhole_IsWrittenAnew()
    {
        await using (var store = NewStore())
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("one")] });
        var damaged = _rig["a.json"][..^30];
        _rig["a.json"] = damaged;

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions, action => action.Kind == FindingKinds.MalformedDocument);
        Assert.Equal((Recommendations.RebuildFromJournal, RepairStatus.Repaired),
            (action.Recommendation, action.Outcome!.Status));
        Assert.Equal(["one"], await _rig.TextsAsync("a"));
        Assert.Equal(damaged, _rig["_quarantine/a.1.json"]);
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_WrongChecksum_KeepsWhatTheFileSaysAndItsBytes()
    {
        await using (var store = NewStore())
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("one")] });
        await using (var store = NewStore()) await store.OpenAsync();
        var edited = _rig["a.json"].Replace("\"one\"", "\"won\"", StringComparison.Ordinal);
        _rig["a.json"] = edited;

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions);
        Assert.Equal((FindingKinds.DocumentCrcMismatch, Recommendations.AdoptDocument, RepairStatus.Repaired),
            (action.Kind, action.Recommendation, action.Outcome!.Status));
        Assert.Equal(["won"], await _rig.TextsAsync("a"));
        Assert.Equal(edited, _rig["_quarantine/a.1.json"]);
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Scan_DamageBehindTheHead_FindsIt()
    {
        await using (var store = NewStore())
            await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("one")] });
        await using (var store = NewStore()) await store.OpenAsync();
        _rig["a.json"] = _rig["a.json"].Replace("\"one\"", "\"one", StringComparison.Ordinal);

        Assert.Equal(FindingKinds.MalformedDocument, Assert.Single((await _rig.Scanner.ScanAsync()).Findings).Kind);
    }

    // A piece that is doubled or missing leaves JSON, and another number of messages than the file says.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Scan_MessageIsMissingOrDoubled_NeedsAPerson(int copies)
    {
        await using (var store = NewStore())
        {
            await store.CreateAsync(new() { Id = Id,
                Messages = [SessionMessage.User("one"), SessionMessage.User("two"), SessionMessage.User("three")] });
        }

        await using (var store = NewStore()) await store.OpenAsync();
        var lines = _rig["a.json"].Split('\n').ToList();
        var second = lines.FindIndex(line => line.Contains("\"two\"", StringComparison.Ordinal));
        var line = lines[second];
        lines.RemoveAt(second);
        if (copies > 1) lines.InsertRange(second, [line, line]);
        _rig["a.json"] = string.Join('\n', lines);

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.DocumentCrcMismatch, FindingCategory.UnsafeToRepair),
            (finding.Kind, finding.Category));
        Assert.Contains("It says that it has 3 messages", finding.Detail, StringComparison.Ordinal);
        var result = await _rig.RepairAsync(new() { Salvage = true });
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Scan_Deep_ReadsFurtherBackupsToo()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak.1"] = "{";

        Assert.DoesNotContain((await _rig.Scanner.ScanAsync()).Findings, finding => finding.Path == "a.json.bak.1");
        _rig.Deep = true;
        Assert.Contains((await _rig.Scanner.ScanAsync()).Findings,
            finding => finding is { Kind: FindingKinds.MalformedBackup, Path: "a.json.bak.1" });
    }

    [Theory]
    [InlineData("session_id\":\"other", FindingKinds.SessionIdMismatch)]
    public async Task Scan_OtherIdInside_TheNameDecides(string inside, string kind)
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one").Replace("session_id\":\"a", inside, StringComparison.Ordinal);

        Assert.Equal((kind, Id), (Assert.Single((await _rig.Scanner.ScanAsync()).Findings).Kind,
            (await _rig.Scanner.ScanAsync()).Findings[0].SessionId));
    }

    // WEAKNESSES.md, W-33: names of system files are session ids. W-32: no id is checked before a path is made of
    // it.
    [Theory]
    [InlineData("sp ace.json", "sp ace")]
    [InlineData(".hidden.json.bak", ".hidden")]
    [InlineData("con.json", "con")]
    [InlineData("..json", ".")]
    public async Task W33_names_that_are_no_ids_are_told_and_left(string name, string rawId)
    {
        _rig[name] = RecoveryRig.Document("x", "one");
        _rig["_index.json"] = "[]";
        _rig["_scratch.json"] = "{}";

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions);
        Assert.Equal((FindingKinds.UnsafeId, rawId, name, RepairStatus.Skipped),
            (action.Kind, action.RawId, action.Path, action.Outcome!.Status));
        Assert.Equal(RecoveryRig.Document("x", "one"), _rig[name]);
    }

    // WEAKNESSES.md, W-36: a fixed staging name, whose leftovers nobody sweeps.
    [Fact]
    public async Task W36_leftovers_are_told_and_ours_are_swept()
    {
        await using (var store = NewStore()) await store.CreateAsync(new() { Id = Id });
        _rig[".a.json.0123456789ab.tmp"] = "half";
        _rig["a.json.recover.tmp"] = "half";

        var result = await _rig.RepairAsync();

        Assert.Equal(
            [(FindingKinds.ForeignFile, "a.json.recover.tmp"),
                (FindingKinds.StagingLeftover, ".a.json.0123456789ab.tmp")],
            result.Actions.Select(action => (action.Kind, action.Path!)));
        Assert.DoesNotContain(".a.json.0123456789ab.tmp", _rig.Names);
        Assert.Equal("half", _rig["a.json.recover.tmp"]);
        Assert.Equal(FindingKinds.ForeignFile, Assert.Single(result.After.Findings).Kind);
    }

    // WEAKNESSES.md, W-34: recovery takes no lock, and runs on a live server.
    [Fact]
    public async Task W34_a_repair_never_runs_beside_an_owner()
    {
        _rig["a.json"] = RecoveryRig.Document("a");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");
        await using var owner = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        await owner.OpenAsync();
        var before = DiskTree.Of(_rig.Disk, RecoveryRig.Root);

        await Assert.ThrowsAsync<StoreInUseException>(() => _rig.RepairAsync());

        Assert.Empty(before.ChangesTo(DiskTree.Of(_rig.Disk, RecoveryRig.Root)));
    }

    private static string Cut(string document, string at) =>
        document[..(document.IndexOf(at, StringComparison.Ordinal) + 1)];

    private FileSessionStore NewStore() => new(
        new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

    // One file of a newer version, cut: the rest of the directory goes on.
    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 10)]
    [InlineData(true, 60)]
    [InlineData(false, 60)]
    public async Task Open_DamagedFileOfANewerFormat_StopsNoOther(bool hasBackup, int cut)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith(
            "a", "\"format\":99,\"life\":\"0123456789abcdef\",\"revision\":3,", "one", "a:two")[..^cut];
        if (hasBackup) _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two", "three");
        _rig["b.json"] = RecoveryRig.Document("b", "b");
        var before = _rig["a.json"];

        var scanned = await _rig.Scanner.ScanAsync();
        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        var opened = await store.OpenAsync();

        foreach (var report in new[] { scanned, opened })
        {
            Assert.Contains(report.Findings, finding => finding.SessionId?.Value == "a" && finding.Category
                == FindingCategory.UnsafeToRepair && finding.Detail.Contains("99", StringComparison.Ordinal));
        }

        Assert.Equal(before, _rig["a.json"]);
        Assert.Equal("b", Assert.Single((await store.LoadAsync(SessionId.Parse("b")))!.Messages).Text);
        await Assert.ThrowsAsync<SessionCorruptException>(() => store.LoadAsync(SessionId.Parse("a")));
    }
}
