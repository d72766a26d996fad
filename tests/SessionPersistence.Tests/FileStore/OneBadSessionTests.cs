using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What one session has must not keep a store from opening, closing or working.</summary>
public sealed class OneBadSessionTests
{
    private const int LargerThanARecord = 9 * 1024 * 1024;

    private static readonly SessionId Id = SessionId.Parse("s1");

    [Fact]
    public async Task Open_ForeignDocumentWithAnOpenTurn_HasNoTurnThatNobodyCanEnd()
    {
        await using var rig = new StoreRig();
        rig.Disk.Seed(
            "/store/s1.json",
            """{"session_id":"s1","open_turn":{"turn_id":"t1","stream_id":null,"started_at":1},"messages":[{"role":"user","content":"a"}]}""");

        await rig.OpenAsync();

        Assert.Null((await rig.Store.LoadMetadataAsync(Id))!.OpenTurnId);
        await using var turn = await rig.Store.BeginTurnAsync(Id, [SessionMessage.User("b")]);
        Assert.Equal(["a", "b"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Open_PartialTextThatFillsMoreThanARecord_InterruptsTheTurn()
    {
        await using var rig = await WithLongPartialAsync();

        await rig.KillAndOpenAsync();

        Assert.Equal(2 * LargerThanARecord, (await rig.TextsAsync(Id))[1].Length);
        Assert.Null((await rig.Store.LoadMetadataAsync(Id))!.OpenTurnId);
    }

    [Fact]
    public async Task Close_PartialTextThatFillsMoreThanARecord_InterruptsTheTurn()
    {
        await using var rig = await WithLongPartialAsync();

        await rig.ReopenAsync();

        Assert.Equal(2 * LargerThanARecord, (await rig.TextsAsync(Id))[1].Length);
    }

    [Fact]
    public async Task Append_LargerThanARecord_IsMisuse()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");

        await Assert.ThrowsAsync<SessionTooLargeException>(() => rig.AppendAsync(Id, new('x', 2 * LargerThanARecord)));
    }

    [Fact]
    public async Task Open_RecordLargerThanTheLimitOfToday_IsTakenAllTheSame()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        var text = new string('x', 5000);
        await rig.AppendAsync(Id, text);

        await using var store = new FileSessionStore(
            new() { Directory = "/store", MaxRecordBytes = 1024 }, new() { FileSystem = rig.Disk.ProcessKill() });

        Assert.Equal(text, Assert.Single((await store.LoadAsync(Id))!.Messages).Text);
        await Assert.ThrowsAsync<SessionTooLargeException>(() => store.AppendAsync(Id, [SessionMessage.User(text)]));
    }

    [Fact]
    public async Task Checkpoint_MergeThatFillsMoreThanARecord_IsWritten()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        await rig.Store.CheckpointAsync();
        var long1 = new string('x', LargerThanARecord);
        rig.Disk.Seed(
            "/store/s1.json",
            $$"""{"session_id":"s1","messages":[{"role":"user","content":"{{long1}}"},{"role":"user","content":"{{long1}}"}]}""");
        await rig.AppendAsync(Id, "ours");

        await rig.Store.CheckpointAsync();
        await rig.ReopenAsync();

        Assert.Equal("ours", (await rig.TextsAsync(Id))[^1]);
    }

    [Fact]
    public async Task Open_ForeignFileThatCannotBeSetAside_OpensTheOthers()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        await rig.CreateAsync("s2");
        await rig.Store.CheckpointAsync();
        await rig.AppendAsync(Id, "ours");
        await rig.AppendAsync(SessionId.Parse("s2"), "fine");
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"theirs"}]}""");
        rig.Disk = rig.Disk.ProcessKill();
        using var fault = rig.Disk.Fail(
            new(CrashOperationKind.Link, FaultEffect.NotApplied) { PathPattern = "_quarantine/*", Times = 9 });

        var report = await rig.OpenAsync();

        Assert.Equal(1, fault.Hits);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKinds.ForeignWriteMerged);
        Assert.Equal(["theirs", "ours"], await rig.TextsAsync(Id));
        Assert.Equal(["fine"], await rig.TextsAsync(SessionId.Parse("s2")));
    }

    [Fact]
    public async Task Append_AfterADocumentOfUnknownFate_IsNotTakenForWhatThatHolds()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        await rig.Store.CheckpointAsync();
        await rig.AppendAsync(Id, "before");
        rig.Disk = rig.Disk.ProcessKill();
        using (rig.Disk.Fail(new(CrashOperationKind.Replace, FaultEffect.Applied) { PathPattern = "s1.json" }))
            await rig.OpenAsync();

        await rig.AppendAsync(Id, "after");
        await rig.Store.CheckpointAsync();

        Assert.Equal(["before", "after"], await rig.TextsAsync(Id));
        await rig.KillAndOpenAsync();
        Assert.Equal(["before", "after"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Checkpoint_DocumentLargerThanIsRead_IsNotWrittenAndNothingIsLost()
    {
        var disk = new CrashFileSystem();
        var options = new FileSessionStoreOptions { Directory = "/store", MaxDocumentBytes = 2000 };
        await using (var store = new FileSessionStore(options, new() { FileSystem = disk }))
        {
            await store.CreateAsync(new() { Id = Id });
            await store.CheckpointAsync();
            await store.AppendAsync(Id, [SessionMessage.User(new('x', 3000))]);

            var error = await Assert.ThrowsAsync<SessionWriteException>(() => store.CheckpointAsync());

            Assert.Equal(WriteOutcome.NotDone, error.Outcome);
            await store.AppendAsync(Id, [SessionMessage.User("more")]);
        }

        await using var again = new FileSessionStore(options, new() { FileSystem = disk });
        Assert.Equal([3000, 4], (await again.LoadAsync(Id))!.Messages.Select(message => message.Text.Length));
    }

    private static async Task<StoreRig> WithLongPartialAsync()
    {
        var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s1");
        var turn = await rig.Store.BeginTurnAsync(Id, [SessionMessage.User("a")]);
        for (var i = 0; i < 2; i++)
        {
            turn.ReportText(new('x', LargerThanARecord));
            rig.Settle();
        }

        return rig;
    }
}
