using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace SessionPersistence.Journal;

/// <summary>One caller that waits for a batch. It goes on on the pool: the thread that flushes has the next batch to
/// do. Used again.</summary>
internal sealed class JournalWaiter : IValueTaskSource, IThreadPoolWorkItem
{
    private const int MostSpares = 256;

    private static readonly ConcurrentQueue<JournalWaiter> Spares = new();

    private ManualResetValueTaskSourceCore<bool> _core;
    private JournalLine? _line;

    private JournalWaiter()
    {
    }

    /// <summary>Gets what the caller awaits, once. It fails as the line did.</summary>
    public ValueTask Task => new(this, _core.Version);

    /// <summary>Makes a waiter.</summary>
    /// <param name="line">The line that the caller wants to know of; <see langword="null"/> for one who only
    /// waits.</param>
    public static JournalWaiter For(JournalLine? line)
    {
        if (!Spares.TryDequeue(out var waiter)) waiter = new();
        waiter._line = line;
        return waiter;
    }

    /// <summary>Lets the caller go on.</summary>
    public void Release() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        var error = _line?.Error;
        _line = null;
        _core.Reset();
        if (Spares.Count < MostSpares) Spares.Enqueue(this);
        if (error is not null) throw error;
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
