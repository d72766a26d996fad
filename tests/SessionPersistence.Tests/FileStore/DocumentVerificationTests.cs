using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Documents of which opening reads the head alone are read whole behind serving.</summary>
public sealed class DocumentVerificationTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    public static TheoryData<string> Damages => ["hole", "conflict", "doubled", "missing"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Open_DocumentDamagedInTheMiddle_IsToldByHealthListAndLog(string damage)
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", Damaged(rig.Bytes("s1.json"), damage));
        await rig.OpenAsync();
        Assert.Empty(rig.Store.Health.Issues);

        rig.Settle();

        await AssertToldAsync(rig);
    }

    // The list goes on telling it: a start does not take the row for an account of the file.
    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Reopen_DocumentIsStillDamaged_IsToldAgain(string damage)
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", Damaged(rig.Bytes("s1.json"), damage));
        await rig.OpenAsync();
        rig.Settle();
        await rig.ReopenAsync();
        rig.Settle();

        await AssertToldAsync(rig);
    }

    [Fact]
    public async Task Open_ClosedBeforeItWasVerified_IsVerifiedByTheNextStart()
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", Damaged(rig.Bytes("s1.json"), "hole"));
        await rig.OpenAsync();
        await rig.ReopenAsync();
        rig.Settle();

        await AssertToldAsync(rig);
    }

    [Fact]
    public async Task Open_NothingChanged_ReadsNoDocument()
    {
        await using var rig = await RetiredAsync();
        await rig.OpenAsync();
        using var fault = rig.Disk.Fail(new(CrashOperationKind.OpenFile) { PathPattern = "s?.json", Times = int.MaxValue });

        rig.Settle();

        Assert.Equal(0, fault.Hits);
    }

    [Fact]
    public async Task Load_DocumentWasChanged_ShowsItAndIsTold()
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", Damaged(rig.Bytes("s1.json"), "missing"));
        await rig.OpenAsync();

        Assert.Equal(["m0", "m2", "m3"], await rig.TextsAsync(Id));

        await AssertToldAsync(rig);
    }

    [Fact]
    public async Task Append_DocumentWasChanged_WritesItAnewAndTellsWhatNothingHas()
    {
        await using var rig = await RetiredAsync();
        rig.Disk.Seed("/store/s1.json", Damaged(rig.Bytes("s1.json"), "missing"));
        await rig.OpenAsync();
        await rig.TextsAsync(Id);

        await rig.AppendAsync(Id, "m4");
        await rig.Store.CheckpointAsync();

        Assert.Equal(StoreIssueKinds.MessagesLost, Assert.Single(rig.Store.Health.Issues).Kind);
        Assert.Null((await rig.Store.ListAsync(new())).Items.Single(item => item.Id == Id).Fault);
        Assert.Equal(["m0", "m2", "m3", "m4"], await rig.TextsAsync(Id));
    }

    // The disk lost what the former owner had flushed: its journal says that the document was written.
    [Fact]
    public async Task Open_DocumentThatAKilledOwnerWroteHasAHole_IsAFindingOfTheStart()
    {
        await using var rig = await RetiredAsync();
        await rig.OpenAsync();
        await rig.AppendAsync(Id, "m4");
        await rig.Store.CheckpointAsync();
        await rig.AppendAsync(SessionId.Parse("s2"), "flushes the mark");
        var damaged = Damaged(rig.Bytes("s1.json"), "hole");
        rig.Disk = rig.Disk.ProcessKill();
        rig.Disk.Seed("/store/s1.json", damaged);

        var report = await rig.OpenAsync();

        Assert.Contains(report.Findings,
            finding => finding.Kind == FindingKinds.MalformedDocument && finding.SessionId == Id);
        await AssertToldAsync(rig);
    }

    private static async Task AssertToldAsync(StoreRig rig)
    {
        var issue = Assert.Single(rig.Store.Health.Issues, issue => issue.SessionId == Id);
        Assert.Equal((StoreIssueKinds.DocumentDamaged, StoreStatus.Degraded), (issue.Kind, issue.Severity));
        var listed = (await rig.Store.ListAsync(new())).Items.ToDictionary(item => item.Id);
        Assert.NotNull(listed[Id].Fault);
        Assert.Null(listed[SessionId.Parse("s2")].Fault);
        Assert.True(rig.Log.CountOf(EventIds.DocumentDamaged) > 0);
    }

    private static byte[] Damaged(byte[] file, string damage)
    {
        var text = System.Text.Encoding.UTF8.GetString(file);
        var line = text.Split('\n').Single(line => line.Contains("\"m1\"", StringComparison.Ordinal)) + "\n";
        return System.Text.Encoding.UTF8.GetBytes(damage switch
        {
            "hole" => text.Replace("\"m1\"", "\0\0\0\0", StringComparison.Ordinal),
            "conflict" => text.Replace(line, $"<<<<<<< ours\n{line}=======\n>>>>>>> theirs\n", StringComparison.Ordinal),
            "doubled" => text.Replace(line, line + line, StringComparison.Ordinal),
            _ => text.Replace(line, "", StringComparison.Ordinal),
        });
    }

    // Two sessions with documents, and nothing in the journal.
    private static async Task<StoreRig> RetiredAsync()
    {
        var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        await rig.CreateAsync("s2");
        for (var i = 0; i < 4; i++) await rig.AppendAsync(Id, $"m{i}");
        await rig.ReopenAsync();
        await rig.ReopenAsync();
        await rig.Store.DisposeAsync();
        return rig;
    }
}
