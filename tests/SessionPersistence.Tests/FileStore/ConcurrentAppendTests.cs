using SessionPersistence.Testing;
using SessionPersistence.Tests.Journal;

namespace SessionPersistence.Tests.FileStore;

public sealed class ConcurrentAppendTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private readonly List<SessionId> _ids = [];

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        for (var n = 0; n < 6; n++) _ids.Add(await _rig.CreateAsync($"s{n}"));
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task AppendAsync_ManySessionsAtOnce_ShareFlushesAndKeepTheirOrder()
    {
        var before = Flushes();
        var (hanging, first) = await HangAsync("0");
        var others = Enumerable.Range(1, 20).SelectMany(n => _ids.Select(id => _rig.AppendAsync(id, $"{n}"))).ToArray();
        hanging.Release();
        await Task.WhenAll([first, .. others]).WaitAsync(JournalRig.Patience);

        Assert.True(Flushes() - before < 10, $"{Flushes() - before} flushes for {others.Length + 1} appends.");
        var expected = Enumerable.Range(1, 20).Select(n => $"{n}").ToArray();
        foreach (var id in _ids.Skip(1)) Assert.Equal(expected, await _rig.TextsAsync(id));
        await _rig.LosePowerAndOpenAsync();
        foreach (var id in _ids.Skip(1)) Assert.Equal(expected, await _rig.TextsAsync(id));
    }

    [Fact]
    public async Task AppendAsync_CancelledBeforeTheCall_WritesNothing()
    {
        var operations = _rig.Disk.OperationCount;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _rig.Store.AppendAsync(_ids[0], [SessionMessage.User("no")], cancellationToken: new(canceled: true)));

        Assert.Equal(operations, _rig.Disk.OperationCount);
        Assert.Empty(await _rig.TextsAsync(_ids[0]));
    }

    [Fact]
    public async Task AppendAsync_CancelledWhileItWaits_EndsTheWaitAndTheRecordStands()
    {
        using var source = new CancellationTokenSource();
        var (hanging, first) = await HangAsync("first");
        var waiting = _rig.Store.AppendAsync(_ids[1], [SessionMessage.User("second")], cancellationToken: source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(JournalRig.Patience));

        hanging.Release();
        await first.WaitAsync(JournalRig.Patience);
        await _rig.AppendAsync(_ids[1], "third");

        Assert.Equal(["second", "third"], await _rig.TextsAsync(_ids[1]));
    }

    [Fact]
    public async Task DisposeAsync_AppendsInFlight_DrainsThem()
    {
        var (hanging, first) = await HangAsync("first");
        var second = _rig.AppendAsync(_ids[1], "second");
        var closing = Task.Run(async () => await _rig.Store.DisposeAsync());
        hanging.Release();
        await Task.WhenAll(first, second, closing).WaitAsync(JournalRig.Patience);

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["first"], await _rig.TextsAsync(_ids[0]));
        Assert.Equal(["second"], await _rig.TextsAsync(_ids[1]));
    }

    [Fact]
    public async Task LoadAsync_WhileAFlushRuns_DoesNotSeeWhatIsNotFlushed()
    {
        var (hanging, first) = await HangAsync("first");

        Assert.Empty(await _rig.TextsAsync(_ids[0]));

        hanging.Release();
        await first.WaitAsync(JournalRig.Patience);
        Assert.Equal(["first"], await _rig.TextsAsync(_ids[0]));
    }

    private int Flushes() => _rig.Disk.Trace.Count(
        operation => operation.Kind == CrashOperationKind.Flush && operation.Matches(StoreRig.AnyShard));

    // An append to the first session, which hangs in its flush.
    private async Task<(CrashFault Hanging, Task Append)> HangAsync(string text)
    {
        var hanging = _rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = StoreRig.AnyShard });
        var append = Task.Run(() => _rig.AppendAsync(_ids[0], text));
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(JournalRig.Patience)));
        return (hanging, append);
    }
}
