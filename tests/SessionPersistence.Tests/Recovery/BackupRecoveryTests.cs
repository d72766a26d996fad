using System.Text.Json.Nodes;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

public sealed class BackupRecoveryTests
{
    private readonly RecoveryRig _rig = new();

    [Fact]
    public async Task Scan_MissingDirectory_IsAnEmptyReportAndMakesNone()
    {
        var report = await _rig.Scanner.ScanAsync();

        Assert.Equal((RecoveryStatus.Ok, 0), (report.Status, report.Findings.Count));
        Assert.Null(_rig.Disk.FindEntry(RecoveryRig.Root));
    }

    [Fact]
    public async Task Repair_MissingDirectory_MakesNone()
    {
        var report = new RecoveryReport([new(FindingKinds.ShrunkenLive, FindingCategory.Repairable, "")], default);

        var result = await _rig.Scanner.RepairAsync(report);

        Assert.Equal(RepairStatus.Stale, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Null(_rig.Disk.FindEntry(RecoveryRig.Root));
    }

    [Fact]
    public async Task Scan_SessionShorterThanItsBackup_SaysWhatWillBeDone()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two", "three");
        var before = DiskTree.Of(_rig.Disk, RecoveryRig.Root);

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.ShrunkenLive, FindingCategory.Repairable, Recommendations.RestoreFromBackup),
            (finding.Kind, finding.Category, finding.Recommendation));
        Assert.Equal((1, 3, "a.json.bak"), (finding.LiveMessages, finding.BackupMessages, finding.Path));
        Assert.Empty(before.ChangesTo(DiskTree.Of(_rig.Disk, RecoveryRig.Root)));
    }

    [Fact]
    public async Task Repair_SessionShorterThanItsBackup_RestoresItAndKeepsWhatWasThere()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", "\"pinned\":true,\"unknown\":1,", "one");
        _rig["a.json.bak"] = RecoveryRig.DocumentWith(
            "a", "\"pinned\":false,\"special\":2.50,", "one", "a:two", "three");
        var (live, backup) = (_rig["a.json"], _rig["a.json.bak"]);

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions);
        Assert.Equal(RepairStatus.Repaired, action.Outcome!.Status);
        Assert.Contains("_quarantine/a.1.json", action.Outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(result.After.Findings);
        Assert.Equal(["one", "a:two", "three"], await _rig.TextsAsync("a"));
        Assert.Equal((live, backup), (_rig["_quarantine/a.1.json"], _rig["a.json.bak"]));
        Assert.Contains("\"special\": 2.50", _rig["a.json"], StringComparison.Ordinal);
        Assert.Contains("\"pinned\": true", _rig["a.json"], StringComparison.Ordinal);
    }

    // WEAKNESSES.md, W-04: a restore discards what was written after the loss, without a copy.
    [Fact]
    public async Task W04_a_restore_keeps_the_newer_name_marks_and_model()
    {
        _rig["a.json"] = """{"session_id":"a","title":"New","updated_at":9.0,"pinned":true,"archived":true,"project_id":"p","model":"m2","messages":[]}""";
        _rig["a.json.bak"] = """{"session_id":"a","title":"Old","updated_at":2.0,"pinned":false,"model":"m1","messages":[{"role":"user","content":"one"}]}""";

        await _rig.RepairAsync();

        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        var metadata = await store.LoadMetadataAsync(SessionId.Parse("a"));
        Assert.Equal(("New", true, true, "p", "m2"),
            (metadata!.Title, metadata.Pinned, metadata.Archived, metadata.ProjectId, metadata.Model));
    }

    [Fact]
    public async Task W04_a_restore_keeps_what_only_the_session_says_and_what_the_host_keeps_there()
    {
        _rig["a.json"] = """{"session_id":"a","x_live":1,"properties":{"k":2},"tool_calls":[1],"messages":[]}""";
        _rig["a.json.bak"] = RecoveryRig.DocumentWith("a", "\"x_old\":0,\"properties\":{\"k\":1},", "one");

        await _rig.RepairAsync();

        var restored = JsonNode.Parse(_rig["a.json"])!;
        Assert.Equal((1, 0, 2), ((int?)restored["x_live"], (int?)restored["x_old"], (int?)restored["properties"]!["k"]));
        Assert.Null(restored["tool_calls"]);
    }

    [Fact]
    public async Task W04_messages_that_only_the_session_has_are_for_a_person_or_merged()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one", "new");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two", "three");

        var left = await _rig.RepairAsync();
        var skipped = Assert.Single(left.Actions);
        Assert.Equal((FindingKinds.DivergedBackup, FindingCategory.UnsafeToRepair, RepairStatus.Skipped),
            (skipped.Kind, skipped.Category, skipped.Outcome!.Status));
        Assert.Equal(["one", "new"], await _rig.TextsAsync("a"));

        var merged = await _rig.RepairAsync(new() { Merge = true });

        Assert.Equal(RepairStatus.Repaired, Assert.Single(merged.Actions).Outcome!.Status);
        Assert.Equal(["one", "a:two", "three", "new"], await _rig.TextsAsync("a"));
        Assert.Empty(merged.After.Findings);
    }

    // What recovery added made the session longer than its backup, and that settled what a person had to decide.
    [Fact]
    public async Task Repair_PromptsAddedToASessionThatDiverged_LeaveTheDecision()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "mine@2");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one@1", "a:two@2", "three@3");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 50, "lost")
            + RecoveryRig.Event("submitted", "t-2", 51, "lost too");

        var result = await _rig.RepairAsync();

        Assert.Equal(["one", "mine", "lost", "!", "lost too", "!"], await _rig.TextsAsync("a"));
        var left = Assert.Single(result.After.Findings);
        Assert.Equal((FindingKinds.DivergedBackup, FindingCategory.UnsafeToRepair), (left.Kind, left.Category));

        await _rig.RepairAsync(new() { Merge = true });

        Assert.Equal(["one", "a:two", "three", "mine", "lost", "!", "lost too", "!"], await _rig.TextsAsync("a"));
        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    [Fact]
    public async Task Scan_BackupWithOtherMessagesThatIsNotLonger_IsInformation()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one", "new", "newer");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "old");

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.DivergedBackup, FindingCategory.Ok), (finding.Kind, finding.Category));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"session_id\":\"a\",\"messages\":[{\"ro")]
    [InlineData("\"text\"")]
    [InlineData("{\"session_id\":\"a\",\"messages\":5}")]
    [InlineData("{\"session_id\":\"a\",\"messages\":null}")]
    public async Task Repair_FileThatIsNoSession_IsRestoredFromItsBackup(string damaged)
    {
        _rig["a.json"] = damaged;
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions);
        Assert.Equal((FindingKinds.ShrunkenLive, null, 1, RepairStatus.Repaired),
            (action.Kind, action.LiveMessages, action.BackupMessages, action.Outcome!.Status));
        Assert.Equal(["one"], await _rig.TextsAsync("a"));
        Assert.Equal(damaged, _rig["_quarantine/a.1.json"]);
    }

    [Fact]
    public async Task Repair_BackupWithoutASession_BringsItBack()
    {
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two");

        var result = await _rig.RepairAsync();

        Assert.Equal(FindingKinds.OrphanBackup, Assert.Single(result.Actions).Kind);
        Assert.Equal(["one", "a:two"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
        Assert.Equal(1, result.Before.Counts.OrphanBackups);
    }

    [Fact]
    public async Task Scan_DamagedBackupWithoutASession_NeedsAPerson()
    {
        _rig["a.json.bak"] = "{";

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal(
            (FindingKinds.MalformedOrphanBackup, FindingCategory.UnsafeToRepair), (finding.Kind, finding.Category));
    }

    // Two programs, or two versions of one, may write the same text in different ways.
    [Fact]
    public async Task Scan_TheSameMessageWithOtherEscapes_IsTheSame()
    {
        _rig["a.json"] = """{"session_id":"a","messages":[{"role":"user","content":"\u65e5\u672c"}]}""";
        _rig["a.json.bak"] =
            """{"session_id":"a","messages":[{"role":"user","content":"日本"},{"role":"assistant","content":"two"}]}""";

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.ShrunkenLive, FindingCategory.Repairable), (finding.Kind, finding.Category));
    }

    [Fact]
    public async Task Repair_BackupOfAWriteThatTookAwayOnPurpose_IsNotRestored()
    {
        var id = SessionId.Parse("a");
        await using (var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
        {
            await store.CreateAsync(
                new() { Id = id, Messages = [SessionMessage.User("one"), SessionMessage.User("two")] });
            var session = await store.LoadAsync(id);
            await store.RewriteAsync(id, [session!.Messages[0]], RewriteReason.Undo, session.Revision);
        }

        Assert.Contains("a.json.bak", _rig.Names);
        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);

        // The journal has the session until the next start has seen its document.
        await using (var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
            await store.OpenAsync();
        _rig.Disk.DeleteFile($"{RecoveryRig.Root}/a.json");
        var findings = (await _rig.Scanner.ScanAsync()).Findings;
        Assert.Equal(
            [(FindingKinds.OrphanBackup, FindingCategory.UnsafeToRepair),
                (FindingKinds.IndexMissingFile, FindingCategory.Repairable)],
            findings.Select(finding => (finding.Kind, finding.Category)));
    }

    [Fact]
    public async Task Repair_OfAnOldReport_DoesNothingAndSaysSo()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two");
        var report = await _rig.Scanner.ScanAsync();
        _rig["a.json"] = RecoveryRig.Document("a", "one", "a:two", "three");

        var result = await _rig.Scanner.RepairAsync(report);

        Assert.Equal(RepairStatus.Stale, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Equal(["one", "a:two", "three"], await _rig.TextsAsync("a"));
        Assert.DoesNotContain(_rig.Names, name => name.StartsWith("_quarantine/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repair_OneSession_LeavesTheOthers()
    {
        foreach (var id in new[] { "a", "b" })
        {
            _rig[$"{id}.json"] = RecoveryRig.Document(id);
            _rig[$"{id}.json.bak"] = RecoveryRig.Document(id, "one");
        }

        var result = await _rig.RepairAsync(new() { SessionIds = [SessionId.Parse("b")] });

        Assert.Equal(
            [RepairStatus.Skipped, RepairStatus.Repaired], result.Actions.Select(action => action.Outcome!.Status));
        Assert.Equal(SessionId.Parse("a"), Assert.Single(result.After.Findings).SessionId);
        Assert.Equal(["one"], await _rig.TextsAsync("b"));
    }

    [Fact]
    public async Task Repair_DryRun_WritesNothingAndSaysWhatItWould()
    {
        _rig["a.json"] = RecoveryRig.Document("a");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");
        var before = DiskTree.Of(_rig.Disk, RecoveryRig.Root);

        var result = await _rig.RepairAsync(new() { DryRun = true });

        Assert.Equal(RepairStatus.Planned, Assert.Single(result.Actions).Outcome!.Status);
        Assert.Empty(before.ChangesTo(DiskTree.Of(_rig.Disk, RecoveryRig.Root)));
    }

    [Fact]
    public async Task Repair_StoreInUse_SaysByWhom()
    {
        _rig["a.json"] = RecoveryRig.Document("a");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");
        await using var owner = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        await owner.OpenAsync();
        var report = await _rig.Scanner.ScanAsync();

        var thrown = await Assert.ThrowsAsync<StoreInUseException>(() => _rig.Scanner.RepairAsync(report));

        Assert.Equal(Environment.ProcessId, thrown.Owner!.ProcessId);
        Assert.Equal(FindingKinds.ShrunkenLive, Assert.Single(report.Findings).Kind);
    }

    [Fact]
    public async Task Open_ByDefault_RepairsAndTells()
    {
        _rig["a.json"] = RecoveryRig.Document("a");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");
        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

        var report = await store.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind != FindingKinds.IndexMissing);
        Assert.Equal((FindingKinds.ShrunkenLive, FindingCategory.Ok, RepairStatus.Repaired),
            (finding.Kind, finding.Category, finding.Outcome!.Status));
        Assert.Equal(RecoveryStatus.Ok, report.Status);
        Assert.Equal(new(Sessions: 1, OrphanBackups: 0, Repairable: 0, UnsafeToRepair: 0), report.Counts);
        Assert.Equal("one", Assert.Single((await store.LoadAsync(SessionId.Parse("a")))!.Messages).Text);
    }

    [Fact]
    public async Task Open_AuditOnly_TellsAndRepairsNothing()
    {
        _rig["a.json"] = RecoveryRig.Document("a");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");
        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

        var finding = Assert.Single(
            (await store.OpenAsync()).Findings, found => found.Kind != FindingKinds.IndexMissing);

        Assert.Equal((FindingKinds.ShrunkenLive, FindingCategory.Repairable, null),
            (finding.Kind, finding.Category, finding.Outcome));
        Assert.Empty((await store.LoadAsync(SessionId.Parse("a")))!.Messages);
    }

    [Fact]
    public async Task Repair_MessageThatWasEditedSinceTheBackup_IsForAPerson()
    {
        _rig["a.json"] = """{"session_id":"a","title":"t","messages":[{"role":"user","content":"q","message_id":"m0"},{"role":"assistant","content":"edited","message_id":"m1"}]}""";
        _rig["a.json.bak"] = """{"session_id":"a","title":"t","messages":[{"role":"user","content":"q","message_id":"m0"},{"role":"assistant","content":"old","message_id":"m1"},{"role":"user","content":"x","message_id":"m2"}]}""";

        var result = await _rig.RepairAsync();

        Assert.Equal((FindingKinds.DivergedBackup, FindingCategory.UnsafeToRepair),
            Assert.Single(result.After.Findings.Select(finding => (finding.Kind, finding.Category))));
        Assert.Equal(["q", "a:edited"], await _rig.TextsAsync("a"));

        await _rig.RepairAsync(new() { Merge = true });

        Assert.Equal(["q", "a:edited", "x"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_Merge_WritesTheNumberOfMessagesIntoTheIndex()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one", "mine");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two", "three");

        await _rig.RepairAsync(new() { Merge = true });

        Assert.Equal(4, (await _rig.TextsAsync("a")).Length);
        Assert.Contains("\"message_count\": 4", _rig["_index.json"].Replace("\":4", "\": 4", StringComparison.Ordinal),
            StringComparison.Ordinal);
        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, Access = StoreAccess.ReadOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        Assert.Equal(4, Assert.Single((await store.ListAsync(new())).Items).MessageCount);
    }
}
