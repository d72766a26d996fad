using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Journal;

public sealed class JournalGroupCommitTests : IDisposable
{
    private readonly JournalRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task CommitAsync_Alone_FlushesOnTheCallersThread()
    {
        var caller = Environment.CurrentManagedThreadId;
        var append = WithoutContext.Run(() => _rig.AppendAsync("a", 1));

        Assert.True(append.IsCompletedSuccessfully);
        await append;
        Assert.Equal([caller], _rig.Subscriber.Threads);
        Assert.Equal(2, _rig.Count(CrashOperationKind.Flush));
    }

    [Fact]
    public async Task CommitAsync_WhileAFlushRuns_SharesTheNextOne()
    {
        var (hanging, first) = await _rig.HangAsync("a", 1);
        var waiting = Enumerable.Range(1, 20).Select(n => _rig.AppendAsync($"s{n}", 1)).ToArray();
        hanging.Release();
        await Task.WhenAll([first, .. waiting]).WaitAsync(JournalRig.Patience);

        // The header, the first record, all others.
        Assert.Equal(3, _rig.Count(CrashOperationKind.Flush));
        Assert.Equal(21, _rig.Read(1).Lines.Count);
        Assert.Equal(2, _rig.Read(1).HighestFlushed);
    }

    [Fact]
    public async Task CommitAsync_AfterASharedFlush_ThePoolLeads_AndTheCallerWhenItIsAloneAgain()
    {
        using var rig = new JournalRig(time: TimeProvider.System);
        var (hanging, first) = await rig.HangAsync("a", 1);
        Task[] shared = [rig.AppendAsync("b", 1), rig.AppendAsync("c", 1)];
        hanging.Release();
        await Task.WhenAll([first, .. shared]).WaitAsync(JournalRig.Patience);

        var expecting = OnAThread(() => rig.AppendAsync("b", 2));
        await expecting.Task.WaitAsync(JournalRig.Patience);
        var alone = OnAThread(() => rig.AppendAsync("b", 3));
        await alone.Task.WaitAsync(JournalRig.Patience);

        var leaders = rig.Subscriber.Threads;
        Assert.NotEqual(expecting.Thread, leaders[^2]);
        Assert.Equal(alone.Thread, leaders[^1]);
    }

    [Fact]
    public async Task CommitAsync_ManyThreads_WritesEachRecordOnceInTheOrderOfCalls()
    {
        var sessions = Enumerable.Range(0, 8).Select(n => $"s{n}").ToArray();
        await Task.WhenAll(sessions.Select(session => Task.Run(async () =>
        {
            var appends = Enumerable.Range(1, 50).Select(revision => _rig.Enqueue(session, revision)).ToList();
            foreach (var append in appends) await _rig.Writer.CommitAsync(append);
        }))).WaitAsync(JournalRig.Patience);

        var shard = _rig.Read(1);
        Assert.Empty(shard.Missing);
        foreach (var session in sessions)
        {
            var revisions = shard.Lines.Where(line => line.Record.SessionId.Value == session)
                .Select(line => line.Record.Revision);
            Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), revisions);
        }

        Assert.True(_rig.Count(CrashOperationKind.Flush) < 400);
    }

    [Fact]
    public async Task CommitAsync_ContinuationThatBlocks_HoldsNoOtherAppendUp()
    {
        var (hanging, first) = await _rig.HangAsync("a", 1);
        using var blocked = new ManualResetEventSlim();
        var blocking = _rig.AppendAsync("b", 1).ContinueWith(
            _ => blocked.Wait(JournalRig.Patience), TaskContinuationOptions.ExecuteSynchronously);
        hanging.Release();
        await first.WaitAsync(JournalRig.Patience);

        await Task.Run(() => _rig.AppendAsync("c", 1)).WaitAsync(JournalRig.Patience);

        blocked.Set();
        Assert.True(await blocking);
    }

    [Fact]
    public async Task CommitAsync_CallerHasAContext_FlushesElsewhere()
    {
        await _rig.AppendAsync("a", 1);

        var (caller, append) = WithContext(() => _rig.AppendAsync("b", 1));
        await append.WaitAsync(JournalRig.Patience);

        Assert.NotEqual(caller, _rig.Subscriber.Threads[1]);
    }

    [Fact]
    public async Task EnqueueBuffered_TimePasses_IsFlushedWithoutACaller()
    {
        _rig.Writer.EnqueueBuffered(JournalRig.Record("a", 0, JournalEvent.Partial), _rig.Subscriber);
        Assert.Empty(_rig.Subscriber.Told);

        var before = _rig.Time.GetUtcNow();
        Assert.True(WithoutContext.Run(_rig.Time.Step));

        Assert.Equal(TimeSpan.FromMilliseconds(250), _rig.Time.GetUtcNow() - before);
        Assert.Equal(["flushed partial a 0"], _rig.Subscriber.Told);
        await _rig.Writer.CloseAsync();
    }

    [Fact]
    public async Task EnqueueBuffered_AnAppendComes_SharesItsFlush()
    {
        _rig.Writer.EnqueueBuffered(JournalRig.Record("a", 0, JournalEvent.Partial), _rig.Subscriber);

        await _rig.AppendAsync("a", 1);

        Assert.Equal(["partial a 0", "appended a 1"], JournalRig.Records(_rig.Read(1)));
        Assert.Equal(2, _rig.Count(CrashOperationKind.Flush));
    }

    [Fact]
    public async Task CloseAsync_AppendsInFlight_DrainsThem()
    {
        var (hanging, first) = await _rig.HangAsync("a", 1);
        var second = _rig.AppendAsync("b", 1);
        var closing = _rig.Writer.CloseAsync();
        Assert.False(closing.IsCompleted);
        hanging.Release();

        await Task.WhenAll(first, second, closing).WaitAsync(JournalRig.Patience);

        var shard = _rig.Read(1);
        Assert.Equal(["appended a 1", "appended b 1"], JournalRig.Records(shard));
        Assert.True(shard.HasFooter);
        Assert.Throws<ObjectDisposedException>(() => _rig.Enqueue("a", 2));
    }

    private static (int Thread, Task Task) WithContext(Func<Task> work) => OnAThread(() =>
    {
        SynchronizationContext.SetSynchronizationContext(new());
        return work();
    });

    // A thread of its own: one of the pool could be the one that flushes.
    private static (int Thread, Task Task) OnAThread(Func<Task> work)
    {
        var result = (Thread: 0, Task: Task.CompletedTask);
        var thread = new Thread(() => result = (Environment.CurrentManagedThreadId, work()));
        thread.Start();
        thread.Join();
        return result;
    }
}
