namespace SessionPersistence.Tests.Support;

/// <summary>Time that stands still until it is stepped to the next timer.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private TimeSpan _setBack;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now - _setBack;

    public override long GetTimestamp() => _now.Ticks;

    /// <summary>Sets the wall clock back; time itself goes on.</summary>
    public void SetClockBack(TimeSpan span) => _setBack += span;

    /// <summary>Moves time to the timer that is due first, and runs it on this thread.</summary>
    /// <returns><see langword="false"/> when nobody waits at the moment.</returns>
    public bool Step()
    {
        Timer? next;
        lock (_timers)
        {
            next = _timers.Where(timer => timer.Due is not null).MinBy(timer => timer.Due);
            if (next is null) return false;

            _now = next.Due!.Value;
        }

        next.Fire();
        return true;
    }

    /// <summary>Moves time on and runs every timer that is due on the way, on this thread.</summary>
    public void Advance(TimeSpan span)
    {
        var end = _now + span;
        while (true)
        {
            Timer? next;
            lock (_timers) next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null) break;

            _now = next.Due!.Value > _now ? next.Due.Value : _now;
            next.Fire();
        }

        _now = end;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_timers) _timers.Add(timer);
        return timer;
    }

    private sealed class Timer(SteppedTime owner, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._now + dueTime;
            return true;
        }

        public void Fire()
        {
            Due = null;
            callback(state);
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
