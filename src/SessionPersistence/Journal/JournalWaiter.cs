using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace SessionPersistence.Journal;

/// <summary>One caller that waits for a batch. It goes on on the pool: the thread that flushes has the next batch to do. Used again.</summary>
internal sealed class JournalWaiter : IValueTaskSource, IThreadPoolWorkItem
{
    private const int MostSpares = 256;

    private static readonly ConcurrentQueue<JournalWaiter> Spares = new();

    private ManualResetValueTaskSourceCore<bool> _core;

    private JournalWaiter()
    {
    }

    /// <summary>Gets what the caller awaits, once.</summary>
    public ValueTask Task => new(this, _core.Version);

    public static JournalWaiter Rent() => Spares.TryDequeue(out var waiter) ? waiter : new();

    /// <summary>Lets the caller go on.</summary>
    public void Release() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _core.Reset();
        if (Spares.Count < MostSpares) Spares.Enqueue(this);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
