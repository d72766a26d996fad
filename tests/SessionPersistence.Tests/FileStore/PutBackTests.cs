using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Somebody puts a file of the store in the place of a document: a backup, an older document, one of another
/// device. One test for each row of the table in PROTOCOLS.md.</summary>
public sealed class PutBackTests : IAsyncDisposable
{
    private static readonly SessionId Id = SessionId.Parse("a");

    private readonly StoreRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("close")]
    [InlineData("kill")]
    [InlineData("retired")]
    public async Task Open_BackupMovedOverItsDocument_ShowsIt_AndWhatCameAfterTheRewrite(string how)
    {
        await UndoneAsync();
        await LeaveAsync(how);
        MoveBackup();

        var report = await _rig.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind == FindingKinds.BackupPutBack);
        Assert.Equal((Id, FindingCategory.Ok), (finding.SessionId, finding.Category));
        var isRetired = how == "retired";
        string[] expected = isRetired ? ["one", "two", "three"] : ["one", "two", "three", "after"];
        Assert.Equal(expected, await _rig.TextsAsync(Id));
        Assert.Equal(expected, _rig.TextsOfDocument(Id));
        if (!isRetired) Assert.Equal(["one", "after"], TextsOfBackup());
    }

    [Fact]
    public async Task Open_TwiceAfterABackupWasPutBack_ChangesNothingMore()
    {
        await UndoneAsync();
        await LeaveAsync("kill");
        MoveBackup();
        await _rig.OpenAsync();
        var revision = (await _rig.Store.LoadMetadataAsync(Id))!.Revision;

        var report = await _rig.LosePowerAndOpenAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(["one", "two", "three", "after"], await _rig.TextsAsync(Id));
        Assert.Equal(revision, (await _rig.Store.LoadMetadataAsync(Id))!.Revision);
    }

    [Fact]
    public async Task Open_BackupOfAnEditPutBack_LeavesOutWhatTheEditSaidAndKeepsIt()
    {
        await _rig.OpenAsync();
        var session = await StoredAsync("one", "two");
        await _rig.Store.RewriteAsync(
            Id, [session.Messages[0], SessionMessage.User("edited")], RewriteReason.Edit, session.Revision);
        await _rig.AppendAsync(Id, "after");
        await LeaveAsync("close");
        MoveBackup();

        await _rig.OpenAsync();

        Assert.Equal(["one", "two", "after"], await _rig.TextsAsync(Id));
        Assert.Equal(["one", "edited", "after"], TextsOfBackup());
    }

    [Fact]
    public async Task Checkpoint_BackupMovedOverItsDocument_ShowsItAndKeepsWhatWas()
    {
        await UndoneAsync();
        await _rig.Store.CheckpointAsync();
        MoveBackup();

        var seen = await _rig.TextsAsync(Id);
        await _rig.AppendAsync(Id, "later");
        await _rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "three", "after"], seen);
        Assert.Equal(["one", "two", "three", "after", "later"], await _rig.TextsAsync(Id));
        Assert.Equal(["one", "after", "later"], TextsOfBackup());
        await _rig.KillAndOpenAsync();
        Assert.Equal(["one", "two", "three", "after", "later"], await _rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Checkpoint_BackupMovedOverItsDocument_IsInTheHealth()
    {
        await UndoneAsync();
        await _rig.Store.CheckpointAsync();
        MoveBackup();

        await _rig.AppendAsync(Id, "later");
        await _rig.Store.CheckpointAsync();

        var issue = Assert.Single(_rig.Store.Health.Issues);
        Assert.Equal((StoreIssueKinds.BackupPutBack, StoreStatus.Degraded, Id),
            (issue.Kind, issue.Severity, issue.SessionId));
        Assert.Contains("_quarantine/a.1.json", issue.Detail, StringComparison.Ordinal);
    }

    // The document that the rewrite is not in yet has the revision of the backup.
    [Fact]
    public async Task Checkpoint_BackupMovedOverADocumentThatLacksTheRewrite_ShowsIt()
    {
        await _rig.OpenAsync();
        var session = await StoredAsync("one", "two", "three");
        await _rig.Store.CheckpointAsync();
        await _rig.Store.RewriteAsync(Id, [session.Messages[0]], RewriteReason.Undo, session.Revision);
        MoveBackup();

        await _rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "three"], _rig.TextsOfDocument(Id));
        Assert.Equal(["one"], TextsOfBackup());
    }

    [Fact]
    public async Task FirstTouch_BackupMovedOverAnUntouchedDocument_ShowsIt()
    {
        await UndoneAsync();
        await _rig.ReopenAsync();
        await _rig.ReopenAsync();
        MoveBackup();

        Assert.Equal(["one", "two", "three"], await _rig.TextsAsync(Id));
        await _rig.AppendAsync(Id, "later");
        await _rig.ReopenAsync();
        Assert.Equal(["one", "two", "three", "later"], await _rig.TextsAsync(Id));
    }

    [Theory]
    [InlineData(StoreAccess.ReadOnly)]
    [InlineData(StoreAccess.ReadWrite)]
    public async Task ScanAndRead_BackupPutBack_SayWhatAStartDoes(StoreAccess access)
    {
        await UndoneAsync();
        await LeaveAsync("kill");
        MoveBackup();
        var scanner = new RecoveryScanner(
            new() { Directory = "/store" }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

        var found = (await scanner.ScanAsync()).Findings.Where(f => f.SessionId == Id).ToList();
        Assert.Equal((FindingKinds.BackupPutBack, FindingCategory.Repairable),
            found.Select(f => (f.Kind, f.Category)).Single());
        await using var store = new FileSessionStore(
            new() { Directory = "/store", Access = access, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        var page = await store.ListAsync(new());

        Assert.Equal(4, page.Items.Single().MessageCount);
        Assert.Equal(["one", "two", "three", "after"],
            (await store.LoadAsync(Id))!.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Repair_BackupPutBack_DoesItAndIsDone()
    {
        await UndoneAsync();
        await LeaveAsync("kill");
        MoveBackup();
        var scanner = new RecoveryScanner(
            new() { Directory = "/store" }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

        var result = await scanner.RepairAsync(await scanner.ScanAsync());

        var finding = result.Actions.Single(found => found.Kind == FindingKinds.BackupPutBack);
        Assert.Equal(RepairStatus.Repaired, finding.Outcome!.Status);
        Assert.DoesNotContain(result.After.Findings, f => f.Kind == FindingKinds.BackupPutBack);
        Assert.Equal(["one", "two", "three", "after"], _rig.TextsOfDocument(Id));
    }

    // The backup that the rewrite had kept is gone too: the older document is the last that has the messages.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_OlderDocumentPutBackUnderARewrite_TakesNothingAwayWithoutACopy(bool hasBackup)
    {
        await _rig.OpenAsync();
        var session = await StoredAsync("one", "two", "three");
        await _rig.Store.CheckpointAsync();
        var older = _rig.Bytes("a.json");
        await _rig.Store.RewriteAsync(Id, [session.Messages[0]], RewriteReason.Undo, session.Revision);
        await _rig.Store.CheckpointAsync();
        _rig.Advance(TimeSpan.FromSeconds(1));
        await LeaveAsync("kill");
        if (!hasBackup) _rig.Disk.DeleteFile("/store/a.json.bak");
        _rig.Disk.Seed("/store/a.json", older);

        await _rig.OpenAsync();

        Assert.Equal(["one"], await _rig.TextsAsync(Id));
        Assert.Equal(["one", "two", "three"], TextsOfBackup());
    }

    private async Task UndoneAsync()
    {
        await _rig.OpenAsync();
        var session = await StoredAsync("one", "two", "three");
        await _rig.Store.RewriteAsync(Id, [session.Messages[0]], RewriteReason.Undo, session.Revision);
        await _rig.AppendAsync(Id, "after");
    }

    private async Task<Session> StoredAsync(params string[] texts)
    {
        await _rig.Store.CreateAsync(new() { Id = Id, Messages = [.. texts.Select(SessionMessage.User)] });
        return (await _rig.Store.LoadAsync(Id))!;
    }

    private async Task LeaveAsync(string how)
    {
        if (how == "kill") _rig.Disk = _rig.Disk.ProcessKill();
        else await _rig.Store.DisposeAsync();
        if (how != "retired") return;

        await _rig.OpenAsync();
        await _rig.Store.DisposeAsync();
        Assert.DoesNotContain(_rig.Records(), record => record.SessionId == Id);
    }

    private void MoveBackup() => _rig.Disk.ReplaceFile("/store/a.json.bak", "/store/a.json");

    private string[] TextsOfBackup() => [.. SomeDocument.Read(_rig.Bytes("a.json.bak"), Id).Document!.Messages
        .Select(message => SessionMessage.FromTrusted(message).Text)];
}
