using System.Collections.Concurrent;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;

namespace SessionPersistence.FileStore;

/// <summary>All that a store does behind its callers' backs, in passes of one timer: partial texts, deletions, documents, shards.</summary>
/// <remarks>The time provider is the scheduler: whoever puts another in its place decides when a pass runs, and on which thread.</remarks>
internal sealed class Maintenance : IAsyncDisposable
{
    private const long SmallTailBytes = 64 * 1024;
    private static readonly TimeSpan IdleDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly StoreContext _store;
    private readonly MaintenanceWork _work;
    private readonly ConcurrentDictionary<SessionEntry, long> _changed = new();
    private readonly ConcurrentDictionary<SessionEntry, byte> _partials = new();
    private readonly ConcurrentDictionary<SessionEntry, byte> _deleted = new();
    private readonly SemaphoreSlim _pass = new(1, 1);
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private long _due = long.MaxValue;
    private bool _stopped;

    public Maintenance(StoreContext store, MaintenanceWork work)
    {
        (_store, _work) = (store, work);
        _timer = store.Time.CreateTimer(_ => _ = RunPassAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that the session's document is behind.</summary>
    public void Changed(SessionEntry entry)
    {
        _changed[entry] = _store.Time.GetTimestamp();
        RunWithin(IsUrgent(entry) ? TimeSpan.Zero : IdleDelay);
    }

    /// <summary>Notes that a session has files to remove.</summary>
    public void Deleted(SessionEntry entry)
    {
        _deleted[entry] = 0;
        RunWithin(TimeSpan.Zero);
    }

    /// <summary>Notes that a turn has partial text to save.</summary>
    public void HasPartial(SessionEntry entry, TimeSpan delay)
    {
        if (_partials.TryAdd(entry, 0)) RunWithin(delay);
    }

    /// <summary>Brings every document up to date and removes what is no longer needed.</summary>
    /// <exception cref="AggregateException">Something could not be done; everything else was.</exception>
    public async Task FinishAsync()
    {
        await _pass.WaitAsync().ConfigureAwait(false);
        try
        {
            var errors = await RunAsync(_ => true).ConfigureAwait(false);
            if (errors.Count > 0) throw new AggregateException(errors);
        }
        finally
        {
            _pass.Release();
        }
    }

    /// <summary>Ends the timer and waits for a pass that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _stopped = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _pass.WaitAsync().ConfigureAwait(false);
        _pass.Release();
    }

    private async Task RunPassAsync()
    {
        await _pass.WaitAsync().ConfigureAwait(false);
        try
        {
            lock (_gate)
            {
                if (_stopped) return;
                _due = long.MaxValue;
            }

            var errors = await RunAsync(IsDue).ConfigureAwait(false);
            foreach (var error in errors) Log.BackgroundWorkFailed(_store.Logger, error);
            if (errors.Count > 0) RunWithin(RetryDelay);
            else if (!_changed.IsEmpty) RunWithin(IdleDelay);
        }
        finally
        {
            _pass.Release();
        }
    }

    private async Task<IReadOnlyList<Exception>> RunAsync(Func<SessionEntry, bool> isDue)
    {
        var errors = new List<Exception>();
        foreach (var entry in Sorted(_partials.Keys))
        {
            _partials.TryRemove(entry, out _);
            _work.SavePartial(entry);
        }

        foreach (var entry in Sorted(_deleted.Keys))
        {
            if (await TryAsync(() => _work.FinishDeletionAsync(entry), errors).ConfigureAwait(false)) _deleted.TryRemove(entry, out _);
        }

        foreach (var entry in Sorted(_changed.Keys.Where(isDue)))
        {
            var seen = _changed.GetValueOrDefault(entry);
            var done = await TryAsync(() => _work.CheckpointAsync(entry), errors).ConfigureAwait(false);

            // Somebody else may have taken the name at the last moment; then it is tried again.
            if (done && !Checkpointer.NeedsCheckpoint(entry)) _changed.TryRemove(new(entry, seen));
        }

        await TryAsync(_work.RetireAsync, errors).ConfigureAwait(false);
        return errors;
    }

    // The order of a dictionary of references differs from run to run; a simulated run must not.
    private static IEnumerable<SessionEntry> Sorted(IEnumerable<SessionEntry> entries) => entries.OrderBy(entry => entry.Id);

    private static async Task<bool> TryAsync(Func<Task> work, List<Exception> errors)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is: one session must not keep the others from their turn, and nobody awaits a pass who could be told.
            errors.Add(e);
            return false;
        }
    }

    private bool IsDue(SessionEntry entry)
    {
        if (IsUrgent(entry)) return true;

        var isSmall = TailBytes(entry) <= SmallTailBytes;
        return isSmall && _store.Time.GetElapsedTime(_changed.GetValueOrDefault(entry)) >= IdleDelay;
    }

    private static bool IsUrgent(SessionEntry entry)
    {
        lock (entry.Gate) return entry.TailBytes > Math.Max(SmallTailBytes, entry.Document?.Length ?? 0);
    }

    private static long TailBytes(SessionEntry entry)
    {
        lock (entry.Gate) return entry.TailBytes;
    }

    private void RunWithin(TimeSpan delay)
    {
        lock (_gate)
        {
            var due = _store.Time.GetTimestamp() + (long)(delay.TotalSeconds * _store.Time.TimestampFrequency);
            if (_stopped || due >= _due) return;

            _due = due;
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }
}
