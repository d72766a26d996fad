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
        using (_rig.FailFlushes(int.MaxValue)) await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(_id, "text"));

        Assert.Equal(JournalState.ReadOnly, _rig.Store.Health.State);
        Assert.NotNull(_rig.Store.Health.Cause);
        await _rig.ReopenAsync();
        Assert.Equal(JournalState.Healthy, _rig.Store.Health.State);
    }

    [Fact]
    public async Task Health_OpenedToRead_IsReadOnly()
    {
        await using var reader = new FileSessionStore(new() { Directory = "/store", Access = StoreAccess.ReadOnly }, _rig.Disk, _rig.Time);
        Assert.Equal(JournalState.Healthy, reader.Health.State);

        await reader.OpenAsync();

        Assert.Equal(JournalState.ReadOnly, reader.Health.State);
        Assert.IsType<StoreReadOnlyException>(reader.Health.Cause);
    }
}
