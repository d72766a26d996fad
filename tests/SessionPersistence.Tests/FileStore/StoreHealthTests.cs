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
        turn.ReportPartial(new('x', 900_000));
        _rig.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(JournalState.BufferedEventsLost, _rig.Store.Health.State);
        Assert.IsType<SessionWriteException>(_rig.Store.Health.Cause);
        _rig.Disk.FreeSpace = null;
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]);

        Assert.Equal(new(JournalState.Healthy, null), _rig.Store.Health);
        Assert.Equal(["question", "answer"], await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task Health_FlushesFail_IsReadOnlyUntilTheNextStart()
    {
        using (_rig.FailFlushes(int.MaxValue))
            await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "text"));

        Assert.Equal(JournalState.ReadOnly, _rig.Store.Health.State);
        Assert.NotNull(_rig.Store.Health.Cause);
        await _rig.ReopenAsync();
        Assert.Equal(JournalState.Healthy, _rig.Store.Health.State);
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
            new() { Directory = "/store", Access = StoreAccess.ReadOnly }, _rig.Disk, _rig.Time);
        Assert.Equal(JournalState.Healthy, reader.Health.State);

        await reader.OpenAsync();

        Assert.Equal(JournalState.ReadOnly, reader.Health.State);
        Assert.IsType<StoreReadOnlyException>(reader.Health.Cause);
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

        Assert.Equal(JournalState.ReadOnly, rig.Store.Health.State);
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
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero }, _rig.Disk, _rig.Time);
        await Assert.ThrowsAsync<StoreInUseException>(() => second.OpenAsync());

        Assert.Equal(JournalState.ReadOnly, second.Health.State);
        Assert.IsType<StoreInUseException>(second.Health.Cause);
        await second.DisposeAsync();
        Assert.IsType<ObjectDisposedException>(second.Health.Cause);
    }
}
