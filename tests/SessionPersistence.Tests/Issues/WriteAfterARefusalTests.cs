using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>After a full disk had refused one write, calls that wait for the newest write of the session were told of
/// it for ever, long after there was room.</summary>
public sealed class WriteAfterARefusalTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s1");
        _rig.Disk.FreeSpace = 0;
        await Assert.ThrowsAsync<SessionWriteException>(async () =>
        {
            while (true) await _rig.AppendAsync(_id, new('x', 30_000));
        });
        _rig.Disk.FreeSpace = null;
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Append_MessageHasAnId_Works()
    {
        await _rig.Store.AppendAsync(_id, [SessionMessage.User("again").WithIds("id1")]);

        Assert.Equal("again", (await _rig.TextsAsync(_id))[^1]);
    }

    [Fact]
    public async Task Rewrite_Works()
    {
        var session = (await _rig.Store.LoadAsync(_id))!;

        await _rig.Store.RewriteAsync(_id, [], RewriteReason.Clear, session.Revision);

        Assert.Empty(await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task UpdateMetadata_WithoutAChange_Works()
    {
        var metadata = await _rig.Store.UpdateMetadataAsync(_id, before => before);

        Assert.Equal(_id, metadata.Id);
    }
}
