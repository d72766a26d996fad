using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>A document is damaged while the journal holds records that build on it.</summary>
public sealed class UnreadableDocumentTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new(maxShardBytes: 4096);
    private SessionId _id;
    private SessionId _other;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s1");
        _other = await _rig.CreateAsync("s2");
        await _rig.ReopenAsync();
        await _rig.ReopenAsync();
        await _rig.AppendAsync(_id, "only in the journal");
        _rig.Disk.Seed("/store/s1.json", "{\"session_id\":");
        await _rig.KillAndOpenAsync();
        await Assert.ThrowsAsync<SessionCorruptException>(() => _rig.Store.LoadAsync(_id));
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    /// <summary>The deletion named a life that nothing had, so the records of the real one brought the session
    /// back.</summary>
    [Fact]
    public async Task Reopen_DeletedThen_StaysDeleted()
    {
        await _rig.Store.DeleteAsync(_id);

        await _rig.ReopenAsync();

        Assert.Null(await _rig.Store.LoadAsync(_id));
        await Assert.ThrowsAsync<SessionDeletedException>(() => _rig.CreateAsync("s1"));
    }

    /// <summary>No shard was ever removed again.</summary>
    [Fact]
    public async Task Write_ManyShards_RetiresThem()
    {
        for (var i = 0; i < 40; i++) await _rig.AppendAsync(_other, new('z', 1000));
        _rig.Settle();
        await _rig.ReopenAsync();

        Assert.InRange(_rig.JournalNames().Length, 1, 2);
    }

    [Fact]
    public async Task Reopen_DocumentIsRepairedAfterItsShardWasRetired_HasTheRecords()
    {
        for (var i = 0; i < 40; i++) await _rig.AppendAsync(_other, new('z', 1000));
        _rig.Settle();
        await _rig.Store.DisposeAsync();
        _rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","messages":[{"role":"user","content":"by hand"}]}""");
        await _rig.OpenAsync();

        Assert.Equal(["by hand", "only in the journal"], await _rig.TextsAsync(_id));
    }
}
