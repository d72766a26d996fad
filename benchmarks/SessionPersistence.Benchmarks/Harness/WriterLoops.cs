using System.Diagnostics;
using SessionPersistence.Benchmarks.Contestants;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Lets writers append in a closed loop: each waits for its line to be durable before it appends the
/// next.</summary>
/// <param name="appender">What they append to.</param>
/// <param name="writers">How many there are.</param>
/// <param name="appendsOfWriter">How often each appends.</param>
internal sealed class WriterLoops(IAppender appender, int writers, int appendsOfWriter)
{
    private readonly long[] _ticks = new long[writers * appendsOfWriter];
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the loops as a host would: asynchronously, on the thread pool.</summary>
    public Task<Sample> RunAsync() => MeasureAsync([.. Enumerable.Range(0, writers).Select(LoopAsync)]);

    /// <summary>Runs each loop on a thread of its own, for appenders that block: the pool would give them too
    /// few.</summary>
    public async Task<Sample> RunOnThreadsAsync()
    {
        using var ready = new CountdownEvent(writers);
        var loops = Enumerable.Range(0, writers).Select(writer => OnThread(() => Loop(writer, ready))).ToArray();
        ready.Wait();
        return await MeasureAsync(loops);
    }

    private async Task<Sample> MeasureAsync(Task[] loops)
    {
        var before = Consumption.Now(appender.Flushes);
        var start = Stopwatch.GetTimestamp();
        _gate.SetResult();
        await Task.WhenAll(loops);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new(_ticks, elapsed, Consumption.Now(appender.Flushes) - before);
    }

    private async Task LoopAsync(int writer)
    {
        await _gate.Task;
        for (var i = 0; i < appendsOfWriter; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await appender.AppendAsync(writer);
            _ticks[(writer * appendsOfWriter) + i] = Stopwatch.GetTimestamp() - start;
        }
    }

    private void Loop(int writer, CountdownEvent ready)
    {
        ready.Signal();
        _gate.Task.Wait();
        for (var i = 0; i < appendsOfWriter; i++)
        {
            var start = Stopwatch.GetTimestamp();
            appender.AppendAsync(writer).AsTask().Wait();
            _ticks[(writer * appendsOfWriter) + i] = Stopwatch.GetTimestamp() - start;
        }
    }

    private static Task OnThread(Action loop) =>
        Task.Factory.StartNew(loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
