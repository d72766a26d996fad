using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

public sealed class JournalRotationTests : IDisposable
{
    private readonly JournalRig _rig = new(maxShardBytes: 1);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task CommitAsync_ShardIsFull_EndsItWithAFooterAndGoesOnInTheNext()
    {
        await _rig.AppendAsync("a", 1);
        await _rig.AppendAsync("a", 2);

        var first = _rig.Read(1);
        Assert.Equal(["appended a 1"], JournalRig.Records(first));
        Assert.True(first.HasFooter);
        Assert.Equal(3, first.HighestFlushed);
        Assert.Equal(["appended a 2"], JournalRig.Records(_rig.Read(2)));
        Assert.Equal([1L], _rig.Writer.Shards.Closed.Select(shard => shard.Sequence));
    }

    [Fact]
    public async Task CommitAsync_ShardEnded_HasNoLineFeedsLeft()
    {
        await _rig.AppendAsync("a", 1);
        await _rig.AppendAsync("a", 2);

        var text = Testing.Disk.Text(_rig.Disk, JournalRig.PathOf(1));

        Assert.Equal(3, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("\"}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_NoRoomForTheNextShard_UsesTheRoomOfTheLast()
    {
        await _rig.AppendAsync("a", 1);
        _rig.Disk.FreeSpace = 0;

        await _rig.AppendAsync(JournalRig.Record("a", 2, JournalEvent.Deleted));

        Assert.Equal(["appended a 1", "deleted a 2"], JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 1)));
    }

    [Fact]
    public async Task CommitAsync_FooterIsRefused_WritesItsNeighboursToTheNextShard()
    {
        await _rig.AppendAsync("a", 1);
        using var fault = _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = JournalRig.PathOf(1) });

        await _rig.AppendAsync("a", 2);

        Assert.Equal(["appended a 1", "appended a 2"], JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 2)));
        Assert.Equal(1, _rig.PoisonedShards);
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalShardPoisoned));
    }

    [Fact]
    public async Task CommitAsync_ManyShards_NumbersThemOneAfterTheOther()
    {
        for (var revision = 1; revision <= 20; revision++) await _rig.AppendAsync("a", revision);

        Assert.Equal(
            Enumerable.Range(1, 20).Select(n => $"appended a {n}"),
            Enumerable.Range(1, 20).SelectMany(n => JournalRig.Records(_rig.Read(n))));
    }
}
