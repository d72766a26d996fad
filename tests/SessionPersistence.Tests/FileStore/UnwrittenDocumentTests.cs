using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>A document that cannot be written for good is named by the health of the store.</summary>
public sealed class UnwrittenDocumentTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s");
        await _rig.AppendAsync(_id, "text");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Health_DocumentFailsOnce_IsHealthy()
    {
        using (FailDocument(times: 1))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.Store.CheckpointAsync(_id));

        Assert.Empty(_rig.Store.Health.Issues);
    }

    [Fact]
    public async Task Health_DocumentIsTooLong_NamesItAtOnce()
    {
        var options = new FileSessionStoreOptions { Directory = "/small", MaxDocumentBytes = 2000 };
        await using var store = new FileSessionStore(options, new() { FileSystem = new CrashFileSystem() });
        var session = await store.CreateAsync(new());
        await store.AppendAsync(session.Id, [SessionMessage.User(new string('x', 3000))]);

        await Assert.ThrowsAsync<SessionWriteException>(() => store.CheckpointAsync(session.Id));

        var issue = Assert.Single(store.Health.Issues);
        Assert.Equal((StoreIssueKinds.DocumentNotWritten, session.Id), (issue.Kind, issue.SessionId));
        Assert.Contains("MaxDocumentBytes", issue.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Health_DocumentFailsAgain_NamesItUntilItIsWritten()
    {
        using (FailDocument(times: int.MaxValue))
        {
            _rig.Advance(TimeSpan.FromSeconds(8));

            var issue = Assert.Single(_rig.Store.Health.Issues);
            Assert.Equal(StoreStatus.Degraded, _rig.Store.Health.Status);
            Assert.Equal((StoreIssueKinds.DocumentNotWritten, _id), (issue.Kind, issue.SessionId));
            Assert.Contains("'/store/s.json'", issue.Detail, StringComparison.Ordinal);
            Assert.NotNull(issue.Exception);
            var since = issue.Since;
            _rig.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(since, Assert.Single(_rig.Store.Health.Issues).Since);
        }

        _rig.Settle();

        Assert.Equal(StoreStatus.Healthy, _rig.Store.Health.Status);
        Assert.Equal(["text"], _rig.TextsOfDocument(_id));
    }

    [Fact]
    public async Task Health_SessionOfTheDocumentIsDeleted_IsHealthyAgain()
    {
        using (FailDocument(times: int.MaxValue))
        {
            _rig.Advance(TimeSpan.FromSeconds(8));
            Assert.NotEmpty(_rig.Store.Health.Issues);

            await _rig.Store.DeleteAsync(_id);
            _rig.Settle();
        }

        Assert.Empty(_rig.Store.Health.Issues);
    }

    [Fact]
    public async Task Health_FateOfTheDocumentIsUnknown_NamesItAtOnce()
    {
        using (_rig.Disk.Fail(new(CrashOperationKind.FlushDirectory) { PathPattern = "/store", Times = int.MaxValue }))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.Store.CheckpointAsync(_id));

        Assert.Equal(StoreIssueKinds.DocumentNotWritten, Assert.Single(_rig.Store.Health.Issues).Kind);
        await _rig.AppendAsync(_id, "more");
        await _rig.Store.CheckpointAsync(_id);

        Assert.Empty(_rig.Store.Health.Issues);
    }

    private CrashFault FailDocument(int times) =>
        _rig.Disk.Fail(new(CrashOperationKind.CreateFile) { PathPattern = "/store/.s.json.*", Times = times });
}
