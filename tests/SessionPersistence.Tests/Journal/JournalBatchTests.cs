using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

/// <summary>What shares a write.</summary>
public sealed class JournalBatchTests : IDisposable
{
    private const int Large = 300_000;

    private readonly JournalRig _rig = new(maxShardBytes: 64 << 20);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task CommitAsync_MoreIsQueuedThanOneWriteTakes_MakesSeveral()
    {
        var (hanging, first) = await _rig.HangAsync("a", 1);
        var waiting = Enumerable.Range(0, 20)
            .Select(n => _rig.AppendAsync(JournalRig.Record($"s{n}", 1, textLength: Large))).ToArray();
        hanging.Release();
        await Task.WhenAll([first, .. waiting]).WaitAsync(JournalRig.Patience);

        Assert.Equal(21, _rig.Read(1).Lines.Count);
        Assert.Empty(_rig.Read(1).Missing);
        Assert.All(_rig.Disk.Trace.Where(operation => operation.Kind == CrashOperationKind.Write),
            write => Assert.InRange(write.Size, 1, 1024 * 1024));
    }

    [Fact]
    public async Task CommitAsync_OneRecordLargerThanABatch_IsAWriteOfItsOwn()
    {
        await _rig.AppendAsync(JournalRig.Record("a", 1, textLength: 5_000_000));
        await _rig.AppendAsync("a", 2);

        Assert.Equal(["appended a 1", "appended a 2"], JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 1)));
    }

    [Fact]
    public async Task CommitAsync_OneOfManyWaiters_MayWaitAgain()
    {
        var (hanging, first) = await _rig.HangAsync("a", 1);
        var append = _rig.Enqueue("b", 1);
        var waiting = Enumerable.Range(0, 5).Select(_ => _rig.Writer.CommitAsync(append).AsTask()).ToArray();
        using var source = new CancellationTokenSource();
        var cancelled = _rig.Writer.CommitAsync(append, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        hanging.Release();

        await Task.WhenAll([first, .. waiting]).WaitAsync(JournalRig.Patience);
        await _rig.Writer.CommitAsync(append);

        Assert.Equal(2, _rig.Read(1).Lines.Count);
    }

    [Fact]
    public async Task SettleAsync_RecordsThatNobodyWaitsFor_FlushesThem()
    {
        _rig.Enqueue("a", 1);
        _rig.Enqueue("b", 1);

        await _rig.Writer.SettleAsync();

        Assert.Equal(["appended a 1", "appended b 1"], JournalRig.Records(JournalRig.Read(_rig.Disk.Crash(), 1)));
        await _rig.Writer.SettleAsync();
    }
}
