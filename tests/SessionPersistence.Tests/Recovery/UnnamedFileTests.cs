namespace SessionPersistence.Tests.Recovery;

/// <summary>A file that is a conversation, but does not say of which session, beside a copy that does; and the other
/// way round.</summary>
public sealed class UnnamedFileTests
{
    private readonly RecoveryRig _rig = new();

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task Scan_FileThatSaysNoSession_AndABackupThatHasNoMore_LeavesIt(int inBackup)
    {
        string[] texts = ["one", "a:two", "three"];
        _rig["a.json"] = Unnamed(texts);
        _rig["a.json.bak"] = RecoveryRig.Document("a", texts[..inBackup]);
        var before = _rig["a.json"];

        var result = await _rig.RepairAsync();

        Assert.Equal((FindingKinds.ForeignFile, FindingCategory.Ok),
            Assert.Single(result.Before.Findings.Select(finding => (finding.Kind, finding.Category))));
        Assert.Equal(before, _rig["a.json"]);
    }

    [Fact]
    public async Task Repair_FileThatSaysNoSession_AndABackupThatHasAllOfItAndMore_RestoresIt()
    {
        _rig["a.json"] = Unnamed("one");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two");

        var result = await _rig.RepairAsync();

        var found = Assert.Single(result.Before.Findings, finding => finding.Kind == FindingKinds.ShrunkenLive);
        Assert.Equal((1, 2), (found.LiveMessages, found.BackupMessages));
        Assert.Equal(["one", "a:two"], await _rig.TextsAsync("a"));
        Assert.Equal(Unnamed("one"), _rig["_quarantine/a.1.json"]);
    }

    [Fact]
    public async Task Repair_FileThatSaysNoSession_AndABackupThatIsLonger_IsForAPerson()
    {
        _rig["a.json"] = Unnamed("one", "mine");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two", "three");

        var result = await _rig.RepairAsync();

        Assert.Contains(result.After.Findings, finding =>
            (finding.Kind, finding.Category) == (FindingKinds.DivergedBackup, FindingCategory.UnsafeToRepair));
        Assert.Equal(Unnamed("one", "mine"), _rig["a.json"]);

        await _rig.RepairAsync(new() { Merge = true });

        Assert.Equal(["one", "a:two", "three", "mine"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_FileThatAPersonHasToDecideAbout_IsNotWrittenForAPromptThatWaits()
    {
        _rig["a.json"] = Unnamed("one", "mine");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two", "three");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 4, "lost");

        var result = await _rig.RepairAsync();

        Assert.Equal([FindingKinds.DivergedBackup, FindingKinds.PendingTurn],
            result.After.Findings.Select(finding => finding.Kind));
        Assert.All(result.After.Findings, finding => Assert.Equal(FindingCategory.UnsafeToRepair, finding.Category));
        Assert.Equal(Unnamed("one", "mine"), _rig["a.json"]);

        await _rig.RepairAsync(new() { Merge = true });
        await _rig.RepairAsync();

        Assert.Equal(["one", "a:two", "three", "mine", "lost", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_FileThatSaysNoSessionAndAPromptThatWaits_IsMadeASession()
    {
        _rig["a.json"] = Unnamed("one");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 4, "lost");

        await _rig.RepairAsync();

        Assert.Equal(["one", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Equal(Unnamed("one"), _rig["_quarantine/a.1.json"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Repair_TurnUnderWay_IsThatOfTheFileAndNotOfItsBackup(bool isOfFile)
    {
        const string Pending =
            "\"active_stream_id\":\"s\",\"pending_user_message\":\"lost\",\"pending_started_at\":5.75,";
        _rig["a.json"] = RecoveryRig.DocumentWith("a", isOfFile ? Pending : "", "one")
            .Replace("\"session_id\":\"a\",", "", StringComparison.Ordinal);
        _rig["a.json.bak"] = RecoveryRig.DocumentWith("a", isOfFile ? "" : Pending, "one", "a:two");

        var result = await _rig.RepairAsync();

        Assert.Equal(isOfFile ? ["one", "a:two", "lost", "!"] : ["one", "a:two"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_BackupThatSaysNoSession_IsUsedAsAnyOther()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = Unnamed("one", "a:two");
        _rig["b.json.bak"] = Unnamed("three");

        var result = await _rig.RepairAsync();

        Assert.Equal([FindingKinds.ShrunkenLive, FindingKinds.OrphanBackup],
            result.Before.Findings.Select(finding => finding.Kind).Where(kind => kind != FindingKinds.IndexMissing));
        Assert.Equal(["one", "a:two"], await _rig.TextsAsync("a"));
        Assert.Equal(["three"], await _rig.TextsAsync("b"));
    }

    [Theory]
    [InlineData("""{"other":"program"}""")]
    [InlineData("""[1,2]""")]
    public async Task Scan_BackupThatIsNoConversation_IsMalformed(string backup)
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["a.json.bak"] = backup;

        Assert.Equal(FindingKinds.MalformedBackup, Assert.Single((await _rig.Scanner.ScanAsync()).Findings).Kind);
    }

    private static string Unnamed(params string[] texts) =>
        RecoveryRig.Document("a", texts).Replace("\"session_id\":\"a\",", "", StringComparison.Ordinal);
}
