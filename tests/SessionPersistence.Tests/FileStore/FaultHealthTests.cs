using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>The health of a store names each session that its list shows with a fault, and no other.</summary>
public sealed class FaultHealthTests : IAsyncDisposable
{
    private static readonly SessionId Id = SessionId.Parse("a");

    private readonly StoreRig _rig = new();
    private CrashFault? _fault;

    public static TheoryData<string> Faults => ["damaged", "linked", "unreadable", "gone"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Open_SessionIsListedWithAFault_IsDegradedAndNamesIt(string fault)
    {
        await OpenWithAsync(fault);

        await AssertToldAsync();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Delete_SessionHadAFault_IsHealthyAgain(string fault)
    {
        await OpenWithAsync(fault);
        _fault?.Release();

        await _rig.Store.DeleteAsync(Id);

        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Create_OverADeletedSessionThatHadAFault_IsHealthy()
    {
        await OpenWithAsync("damaged");
        await _rig.Store.DeleteAsync(Id);

        await _rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true });

        await AssertHealthyAsync();
    }

    [Fact]
    public async Task RestoreBackup_SessionHadAFault_IsHealthyAgain()
    {
        await OpenWithAsync("gone");
        await AssertToldAsync();
        var guard = _rig.Store.Backups;

        await guard.RestoreAsync((await guard.ListAsync(Id))[0]);

        await AssertHealthyAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Load_FileCanBeReadAgain_IsHealthyAgain()
    {
        await OpenWithAsync("unreadable");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _rig.Store.LoadAsync(Id));
        await AssertToldAsync();
        _fault!.Release();

        Assert.Equal(["one"], await _rig.TextsAsync(Id));

        await AssertHealthyAsync();
    }

    // Somebody puts an older file of the store back while it runs, and what came after it has left the journal.
    [Fact]
    public async Task Load_FileIsAnEarlierOne_IsToldUntilTheFileIsBack()
    {
        await _rig.OpenAsync();
        await _rig.CreateAsync("a");
        await _rig.AppendAsync(Id, "one");
        await RetireAsync();
        var older = _rig.Bytes("a.json");
        await _rig.OpenAsync();
        await _rig.AppendAsync(Id, "two");
        await RetireAsync();
        var newer = _rig.Bytes("a.json");
        await _rig.OpenAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(Id));

        _rig.Disk.Seed("/store/a.json", older);
        await Assert.ThrowsAsync<SessionCorruptException>(() => _rig.Store.LoadAsync(Id));
        await AssertToldAsync();
        _rig.Disk.Seed("/store/a.json", newer);

        Assert.Equal(["one", "two"], await _rig.TextsAsync(Id));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Open_VeryManySessionsAreDamaged_ListsTheOldestAndCountsTheRest()
    {
        for (var i = 0; i < 150; i++) _rig.Disk.Seed($"/store/s{i:D3}.json", "{\"session_id\":\"s\",\"messages\":[{");

        await _rig.OpenAsync();

        var issues = _rig.Store.Health.Issues;
        Assert.Equal(101, issues.Count);
        Assert.Equal("s000", issues[0].SessionId?.Value);
        Assert.Null(issues[^1].SessionId);
        Assert.Contains("50 more", issues[^1].Detail, StringComparison.Ordinal);
        for (var i = 0; i < 150; i++) await _rig.Store.DeleteAsync(SessionId.Parse($"s{i:D3}"));
        Assert.Equal(StoreStatus.Healthy, _rig.Store.Health.Status);
    }

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    private async Task AssertToldAsync()
    {
        var issue = Assert.Single(_rig.Store.Health.Issues);
        Assert.Equal((StoreIssueKinds.DocumentDamaged, StoreStatus.Degraded, Id),
            (issue.Kind, issue.Severity, issue.SessionId));
        Assert.NotNull(Assert.Single((await _rig.Store.ListAsync(new())).Items).Fault);
    }

    private async Task AssertHealthyAsync()
    {
        Assert.Empty(_rig.Store.Health.Issues);
        Assert.DoesNotContain((await _rig.Store.ListAsync(new())).Items, item => item.Fault is not null);
    }

    private async Task OpenWithAsync(string fault)
    {
        await _rig.OpenAsync();
        await _rig.CreateAsync("a");
        await _rig.AppendAsync(Id, "one");
        if (fault == "gone")
        {
            await _rig.AppendAsync(Id, "two");
            await _rig.Store.RewriteAsync(
                Id, [.. (await _rig.Store.LoadAsync(Id))!.Messages.Take(1)], RewriteReason.Undo, expectedRevision: 3);
        }

        await RetireAsync();
        switch (fault)
        {
            case "damaged":
                _rig.Disk.Seed("/store/a.json", "{\"session_id\":\"a\",\"messages\":[{");
                break;
            case "linked":
                _rig.Disk.DeleteFile("/store/a.json");
                _rig.Disk.SeedLink("/store/a.json", "/elsewhere/a.json");
                break;
            case "unreadable":
                // Not the file that the index knows.
                _rig.Disk.Seed("/store/a.json", _rig.Bytes("a.json"));
                _fault = _rig.Disk.Fail(
                    new(CrashOperationKind.OpenFile) { PathPattern = "/store/a.json", Times = int.MaxValue });
                break;
            default:
                break;
        }

        await _rig.OpenAsync();
        if (fault == "gone") await RemoveAsync();
    }

    private async Task RemoveAsync()
    {
        _rig.Disk.DeleteFile("/store/a.json");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _rig.Store.LoadAsync(Id));
        await Assert.ThrowsAnyAsync<SessionPersistenceException>(() => _rig.Store.CheckpointAsync(Id));
    }

    private async Task RetireAsync()
    {
        await _rig.Store.CheckpointAsync();
        await _rig.ReopenAsync();
        await _rig.Store.DisposeAsync();
    }
}
