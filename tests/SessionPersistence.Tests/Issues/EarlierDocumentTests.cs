using SessionPersistence.Tests.FileStore;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Issues;

/// <summary>Somebody copies an earlier document of a session back over its file while the journal has more.</summary>
public sealed class EarlierDocumentTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;
    private byte[] _earlier = null!;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s1");
        await _rig.AppendAsync(_id, "one");
        await _rig.Store.CheckpointAsync();
        _earlier = DiskTree.Of(_rig.Disk, "/store")["s1.json"];
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    /// <summary>What lay between the two revisions was dropped without a word, and the next checkpoint made that
    /// final.</summary>
    [Fact]
    public async Task Checkpoint_EarlierRevisionIsThere_LosesNothingThatWasAcknowledged()
    {
        await _rig.AppendAsync(_id, "two");
        await _rig.Store.CheckpointAsync();
        PutBack();

        await _rig.AppendAsync(_id, "three");
        Assert.Equal(["one", "two", "three"], await _rig.TextsAsync(_id));
        await _rig.Store.CheckpointAsync();
        await _rig.ReopenAsync();

        Assert.Equal(_earlier, DiskTree.Of(_rig.Disk, "/store")["_quarantine/s1.1.json"]);
        Assert.Equal(["one", "two", "three"], await _rig.TextsAsync(_id));
    }

    /// <summary>It never returned: the revision of the file and of the session could never be the same.</summary>
    [Fact]
    public async Task Append_MessageHasAnIdAndEarlierRevisionIsThere_Returns()
    {
        await _rig.AppendAsync(_id, "two");
        await _rig.ReopenAsync();
        PutBack();

        var append = Task.Run(() => _rig.Store.AppendAsync(_id, [SessionMessage.User("three").WithIds("id3")]));

        await Assert.ThrowsAsync<SessionCorruptException>(() => append.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    /// <summary>The deleted conversation was taken for another program's account of the new one, and merged into
    /// it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_DocumentOfADeletedLifeIsThere_ShowsNothingOfIt(bool hasDocument)
    {
        await _rig.Store.DeleteAsync(_id);
        _rig.Settle();
        await _rig.Store.CreateAsync(
            new() { Id = _id, Messages = [SessionMessage.User("new")], ReplaceDeleted = true });
        if (hasDocument) await _rig.Store.CheckpointAsync();
        PutBack();

        await _rig.AppendAsync(_id, "newer");
        await _rig.Store.CheckpointAsync();
        await _rig.KillAndOpenAsync();

        Assert.Equal(["new", "newer"], await _rig.TextsAsync(_id));
    }

    private void PutBack() => _rig.Disk.Seed("/store/s1.json", _earlier);
}
