using System.Collections.Concurrent;

namespace SessionPersistence.Tests.Support;

/// <summary>A synchronisation context whose work runs on the one thread that calls <see cref="Run"/>.</summary>
internal sealed class PumpingContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _queue = [];

    /// <summary>Runs work on one thread of its own with a context that runs everything posted to it there, as a user
    /// interface does.</summary>
    /// <returns>The thread.</returns>
    public static Task<int> RunAsync(Func<Task> work)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            using var context = new PumpingContext();
            SetSynchronizationContext(context);
            var task = work();
            _ = task.ContinueWith(_ => context.Complete(), TaskScheduler.Default);
            context.Run();
            if (task.Exception is { } error) done.SetException(error.InnerExceptions);
            else done.SetResult(Environment.CurrentManagedThreadId);
        });
        thread.Start();
        return done.Task;
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public void Complete() => _queue.CompleteAdding();

    public void Run()
    {
        foreach (var (work, state) in _queue.GetConsumingEnumerable()) work(state);
    }

    public void Dispose() => _queue.Dispose();
}
