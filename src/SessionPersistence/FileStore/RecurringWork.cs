namespace SessionPersistence.FileStore;

/// <summary>Work that is done when it is asked for, behind its callers' backs and never twice at once.</summary>
/// <remarks>The time provider is the scheduler: whoever puts another in its place decides when the work is done, and on
/// which thread.</remarks>
internal sealed class RecurringWork : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Func<Task> _work;
    private readonly SemaphoreSlim _running = new(1, 1);
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private long _due = long.MaxValue;
    private bool _stopped;

    /// <param name="time">The clock and scheduler.</param>
    /// <param name="work">What is done; it does not throw.</param>
    public RecurringWork(TimeProvider time, Func<Task> work)
    {
        (_time, _work) = (time, work);
        _timer = time.CreateTimer(_ => _ = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for the work not later than after a time; <see cref="Timeout.InfiniteTimeSpan"/> asks for
    /// nothing.</summary>
    public void RunWithin(TimeSpan delay)
    {
        if (delay == Timeout.InfiniteTimeSpan) return;

        lock (_gate)
        {
            var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_stopped || due >= _due) return;

            _due = due;

            // A timer drops what is less than a millisecond: it would be early, and asked again at once.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Does the work now, after a run that is under way.</summary>
    public async Task RunAsync()
    {
        await _running.WaitAsync().ConfigureAwait(false);
        try
        {
            lock (_gate)
            {
                if (_stopped) return;
                _due = long.MaxValue;
            }

            await _work().ConfigureAwait(false);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Takes no more requests.</summary>
    public void Stop()
    {
        lock (_gate) _stopped = true;
    }

    /// <summary>Takes no more requests, and waits for a run that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _running.WaitAsync().ConfigureAwait(false);
        _running.Release();
    }
}
