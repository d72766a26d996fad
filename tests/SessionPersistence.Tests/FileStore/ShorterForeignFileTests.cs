namespace SessionPersistence.Tests.FileStore;

/// <summary>Another program writes less over a session of which nothing is in the journal any more.</summary>
public sealed class ShorterForeignFileTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    [Fact]
    public async Task Open_ShorterFileOverASessionWhoseJournalIsRetired_IsTold()
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"one"}]}""");

        var audit = await new RecoveryScanner(
            new() { Directory = "/store" }, new() { FileSystem = rig.Disk, TimeProvider = rig.Time }).ScanAsync();
        var report = await rig.OpenAsync();

        foreach (var findings in new[] { audit.Findings, report.Findings })
        {
            var finding = Assert.Single(findings, finding => finding.Kind == FindingKinds.DocumentOutdated);
            Assert.Equal((Id, "s1.json"), (finding.SessionId, finding.Path));
            Assert.Contains("1 message;", finding.Detail, StringComparison.Ordinal);
            Assert.Contains("3 messages", finding.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(["one"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Open_AsLongAFile_IsNotTold()
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"1"},{},{}]}""");

        var report = await rig.OpenAsync();

        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKinds.DocumentOutdated);
    }

    [Fact]
    public async Task AppendAsync_ShorterFileOverASessionThatOpeningDidNotRead_IsInTheHealth()
    {
        await using var rig = await RetiredAsync();
        await rig.OpenAsync();
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"one"}]}""");

        await rig.AppendAsync(Id, "four");

        var issue = Assert.Single(rig.Store.Health.Issues);
        Assert.Equal((StoreIssueKinds.MessagesLost, Id), (issue.Kind, issue.SessionId));
        Assert.Contains("2 messages out of s1.json", issue.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckpointAsync_ShorterFileOverASessionThatIsInUse_IsInTheHealth()
    {
        await using var rig = await RetiredAsync();
        await rig.OpenAsync();
        await rig.AppendAsync(Id, "four");
        await rig.ReopenAsync();
        await rig.AppendAsync(Id, "five");
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"one"}]}""");

        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "five"], await rig.TextsAsync(Id));
        Assert.Equal(StoreIssueKinds.MessagesLost, Assert.Single(rig.Store.Health.Issues).Kind);
    }

    private static async Task<StoreRig> RetiredAsync()
    {
        var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        foreach (var text in new[] { "one", "two", "three" }) await rig.AppendAsync(Id, text);
        await rig.ReopenAsync();
        await rig.ReopenAsync();
        Assert.DoesNotContain(rig.Records(), record => record.SessionId == Id);
        await rig.Store.DisposeAsync();
        return rig;
    }
}
