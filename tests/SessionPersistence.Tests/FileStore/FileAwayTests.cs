namespace SessionPersistence.Tests.FileStore;

/// <summary>The file of a session is not there when the store is opened, and comes back while it is open, as from a disk
/// that was not mounted.</summary>
public sealed class FileAwayTests : IAsyncDisposable
{
    private const string File = "/store/a.json";
    private static readonly SessionId Id = SessionId.Parse("a");

    private readonly StoreRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task NextCall_FileThatOnlyTheIndexKnowsIsBack_ShowsTheSession()
    {
        await _rig.OpenAsync();
        await CreateAsync("one");
        await _rig.ReopenAsync();
        await _rig.Store.DisposeAsync();
        var file = TakeAway();

        var report = await _rig.OpenAsync();
        var away = await _rig.Store.LoadAsync(Id);
        _rig.Disk.Seed(File, file);

        Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.IndexMissingFile);
        Assert.Null(away);
        Assert.Equal(["one"], await _rig.TextsAsync(Id));
        await _rig.AppendAsync(Id, "two");
        await _rig.ReopenAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(Id));
    }

    [Fact]
    public async Task NextCall_FileOfALifeAfterADeletionIsBack_ShowsIt()
    {
        await _rig.OpenAsync();
        await CreateAsync("deleted");
        await _rig.Store.DeleteAsync(Id);
        await _rig.Store.CreateAsync(
            new() { Id = Id, Messages = [SessionMessage.User("one")], ReplaceDeleted = true });
        await _rig.ReopenAsync();
        await _rig.Store.DisposeAsync();
        var file = TakeAway();

        var report = await _rig.OpenAsync();
        _rig.Disk.Seed(File, file);

        Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.IndexMissingFile);
        Assert.Equal(["one"], await _rig.TextsAsync(Id));
    }

    [Fact]
    public async Task NextCall_FileBehindTheLastRecordsIsBack_ShowsBoth()
    {
        var file = await LeaveLastRecordsAsync();

        await _rig.OpenAsync();
        await Assert.ThrowsAsync<SessionCorruptException>(() => _rig.Store.LoadAsync(Id));
        await Assert.ThrowsAsync<SessionCorruptException>(() => _rig.AppendAsync(Id, "no"));
        _rig.Disk.Seed(File, file);

        Assert.Equal(["one", "two"], await _rig.TextsAsync(Id));
        Assert.Equal(StoreStatus.Healthy, _rig.Store.Health.Status);
        await _rig.AppendAsync(Id, "three");
        await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["one", "two", "three"], await _rig.TextsAsync(Id));
    }

    [Fact]
    public async Task NextCall_SessionWasDeletedMeanwhile_StaysDeleted()
    {
        var file = await LeaveLastRecordsAsync();
        await _rig.OpenAsync();

        await _rig.Store.DeleteAsync(Id);
        _rig.Disk.Seed(File, file);

        Assert.Null(await _rig.Store.LoadAsync(Id));
        await Assert.ThrowsAsync<SessionDeletedException>(() => _rig.CreateAsync("a"));
    }

    [Fact]
    public async Task NextCall_AnotherSessionHasTheIdByThen_LeavesItAndItsTurnAlone()
    {
        await _rig.OpenAsync();
        await CreateAsync("one");
        await _rig.ReopenAsync();
        await _rig.Store.DisposeAsync();
        var file = TakeAway();
        await _rig.OpenAsync();

        await CreateAsync("other");
        await using var turn = await _rig.Store.BeginTurnAsync(Id, [SessionMessage.User("question")]);
        _rig.Disk.Seed(File, file);

        Assert.Equal(["other", "question"], await _rig.TextsAsync(Id));
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]);
        Assert.Equal(["other", "question", "answer"], await _rig.TextsAsync(Id));
    }

    // A document, and in the journal only what came after it.
    private async Task<byte[]> LeaveLastRecordsAsync()
    {
        await _rig.OpenAsync();
        await CreateAsync("one");
        await _rig.ReopenAsync();
        await _rig.AppendAsync(Id, "two");
        _rig.Disk = _rig.Disk.ProcessKill();
        return TakeAway();
    }

    private byte[] TakeAway()
    {
        var file = _rig.Bytes("a.json");
        _rig.Disk.DeleteFile(File);
        return file;
    }

    private Task<Session> CreateAsync(string text) =>
        _rig.Store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User(text)] });
}
