using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What a health check of the host learns.</summary>
public sealed class StoreHealthTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Health_PartialTextFindsNoRoom_IsToldUntilAWriteIsDurable()
    {
        var turn = await _rig.Store.BeginTurnAsync(_id, [SessionMessage.User("question")]);
        _rig.Disk.FreeSpace = 0;
        var before = _rig.Time.GetUtcNow();
        turn.ReportText(new('x', 900_000));
        _rig.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StoreStatus.Degraded, _rig.Store.Health.Status);
        var issue = Assert.Single(_rig.Store.Health.Issues);
        Assert.Equal(StoreIssueKinds.MarksLost, issue.Kind);
        Assert.InRange(issue.Since, before, _rig.Time.GetUtcNow());
        Assert.IsType<SessionWriteException>(issue.Exception);
        _rig.Disk.FreeSpace = null;
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]);

        Assert.Equal(StoreStatus.Healthy, _rig.Store.Health.Status);
        Assert.Empty(_rig.Store.Health.Issues);
        Assert.Equal(["question", "answer"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task Health_FlushesFail_IsReadOnlyUntilTheNextStart()
    {
        using (_rig.FailFlushes(int.MaxValue))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "text"));

        Assert.Equal(StoreStatus.ReadOnly, _rig.Store.Health.Status);
        Assert.Equal(StoreIssueKinds.JournalBroken, Assert.Single(_rig.Store.Health.Issues).Kind);
        await _rig.ReopenAsync();
        Assert.Equal(StoreStatus.Healthy, _rig.Store.Health.Status);
    }

    // A host that does not look at the report has only its log.
    [Fact]
    public async Task Log_OfAStart_NamesWhatWasFoundAndWarnsOfWhatWasWrong()
    {
        await _rig.Store.DisposeAsync();
        _rig.Disk.Seed("/store/cut.json", "{\"session_id\":\"cut\",\"messages\":[{\"role\":\"us");
        await _rig.OpenAsync();

        var (eventId, _, text) = Assert.Single(_rig.Log.Entries, entry => entry.Level == LogLevel.Warning);

        Assert.Equal(EventIds.RecoveryFinding, eventId);
        Assert.StartsWith("Start-up found malformed_document of cut: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OpenedToRead_IsReadOnly()
    {
        await using var reader = new FileSessionStore(
            new() { Directory = "/store", Access = StoreAccess.ReadOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        Assert.Equal(StoreStatus.NotOpen, reader.Health.Status);

        await reader.OpenAsync();

        Assert.Equal(StoreStatus.ReadOnly, reader.Health.Status);
        var issue = Assert.Single(reader.Health.Issues);
        Assert.Equal(StoreIssueKinds.ReadOnly, issue.Kind);
        Assert.IsType<StoreReadOnlyException>(issue.Exception);
    }

    [Fact]
    public async Task Health_AnotherProcessWritesToTheJournal_IsReadOnlyAndNothingMoreIsWritten()
    {
        await using var rig = new StoreRig(maxShardBytes: 1);
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s");
        rig.Settle();
        rig.Disk.Seed("/store/_journal/00000099-fedcba9876543210.jsonl", "");
        await rig.AppendAsync(id, "text");
        rig.Settle();

        Assert.Equal(StoreStatus.ReadOnly, rig.Store.Health.Status);
        Assert.Equal(StoreIssueKinds.SecondOwner, Assert.Single(rig.Store.Health.Issues).Kind);
        Assert.Equal(1, rig.Log.CountOf(EventIds.JournalSecondOwner));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => rig.AppendAsync(id, "more"));
        var operations = rig.Disk.Trace.Count;
        await rig.Store.DisposeAsync();

        Assert.DoesNotContain(rig.Disk.Trace.Skip(operations), operation =>
            operation.Kind is CrashOperationKind.Replace or CrashOperationKind.Publish or CrashOperationKind.Delete);
    }

    [Fact]
    public async Task Health_CouldNotBeOpenedOrIsClosed_SaysWhy()
    {
        await using var second = new FileSessionStore(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        await Assert.ThrowsAsync<StoreInUseException>(() => second.OpenAsync());

        Assert.Equal(StoreStatus.Unavailable, second.Health.Status);
        Assert.IsType<StoreInUseException>(Assert.Single(second.Health.Issues).Exception);
        await _rig.Store.DisposeAsync();
        await second.OpenAsync();
        Assert.Equal(StoreStatus.Healthy, second.Health.Status);
        await second.DisposeAsync();

        Assert.Equal(StoreStatus.Unavailable, second.Health.Status);
        Assert.IsType<ObjectDisposedException>(Assert.Single(second.Health.Issues).Exception);
    }
}
