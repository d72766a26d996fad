using System.Collections.Concurrent;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;

namespace SessionPersistence.FileStore;

/// <summary>All that a store does behind its callers' backs: partial texts, documents, deletions, shards.</summary>
internal sealed class Maintenance : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan VerificationDelay = TimeSpan.FromSeconds(1);

    private readonly StoreContext _store;
    private readonly MaintenanceWork _work;
    private readonly CheckpointSchedule _schedule;
    private readonly ConcurrentDictionary<SessionEntry, byte> _partials = new();
    private readonly ConcurrentDictionary<SessionEntry, long> _deleted = new();
    private readonly RecurringWork _saving;
    private readonly RecurringWork _removing;
    private readonly RecurringWork _expiring;

    // Two, so that one large document, or one slow file, does not hold up all others.
    private readonly RecurringWork[] _lanes;
    private readonly RecurringWork[] _verifying;
    private long _deletions;
    private volatile bool _isStopped;

    public Maintenance(StoreContext store, CheckpointSchedule schedule, MaintenanceWork work)
    {
        (_store, _schedule, _work) = (store, schedule, work);
        _saving = new(store.Time, SavePartialsAsync);
        _removing = new(store.Time, RemoveAsync);
        _expiring = new(store.Time, ExpireAsync);
        _lanes = [new(store.Time, () => WriteDocumentsAsync(1)), new(store.Time, () => WriteDocumentsAsync(0))];
        _verifying = [new(store.Time, VerifyAsync), new(store.Time, VerifyAsync)];
    }

    private IEnumerable<RecurringWork> Works => [_saving, .. _lanes, _removing, _expiring, .. _verifying];

    /// <summary>Notes that the session's document is behind.</summary>
    public void Changed(SessionEntry entry) => _lanes[0].RunWithin(_schedule.Changed(entry));

    /// <summary>Notes that a session has files to remove.</summary>
    public void Deleted(SessionEntry entry)
    {
        _schedule.Changed(entry);
        _deleted[entry] = Interlocked.Increment(ref _deletions);
        _removing.RunWithin(TimeSpan.Zero);
    }

    /// <summary>Notes when the next copy of a deleted session is due to go.</summary>
    public void Expire(TimeSpan delay) => _expiring.RunWithin(delay);

    /// <summary>Notes that the journal has grown by a shard.</summary>
    public void ShardBegan() => _removing.RunWithin(TimeSpan.Zero);

    /// <summary>Notes that a turn has partial text to save.</summary>
    public void HasPartial(SessionEntry entry, TimeSpan delay)
    {
        if (_partials.TryAdd(entry, 0)) _saving.RunWithin(delay);
    }

    /// <summary>Has the documents verified that opening read the head of, two at a time, and nobody waits for
    /// it.</summary>
    public void Verify()
    {
        foreach (var lane in _verifying) lane.RunWithin(VerificationDelay);
    }

    /// <summary>Brings every document up to date and removes what is no longer needed, as far as the device lets
    /// it.</summary>
    public async Task FinishAsync()
    {
        _schedule.UrgeAll();
        _lanes[1].RunWithin(TimeSpan.Zero);
        await _lanes[0].RunAsync().ConfigureAwait(false);
        await _lanes[1].RunAsync().ConfigureAwait(false);
        await _removing.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Begins nothing more: the directory is not this process's alone.</summary>
    public void Stop()
    {
        _isStopped = true;
        foreach (var work in Works) work.Stop();
    }

    /// <summary>Stops, and waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        foreach (var work in Works) await work.DisposeAsync().ConfigureAwait(false);
    }

    private Task SavePartialsAsync()
    {
        foreach (var entry in Sorted(_partials.Keys))
        {
            _partials.TryRemove(entry, out _);
            _work.SavePartial(entry);
        }

        return Task.CompletedTask;
    }

    private async Task VerifyAsync()
    {
        var isLeft = true;
        while (!_isStopped && isLeft)
        {
            if (!await TryAsync(() =>
            {
                isLeft = _work.VerifyNext();
                return Task.CompletedTask;
            }).ConfigureAwait(false)) return;
        }
    }

    private async Task WriteDocumentsAsync(int otherLane)
    {
        var hasWritten = false;
        while (!_isStopped && _schedule.Take() is { } entry)
        {
            if (_schedule.UntilNext() == TimeSpan.Zero) _lanes[otherLane].RunWithin(TimeSpan.Zero);
            _schedule.Done(entry, await TryAsync(() => _work.CheckpointAsync(entry)).ConfigureAwait(false));
            hasWritten = true;
        }

        _lanes[0].RunWithin(_schedule.UntilNext());
        if (hasWritten) _removing.RunWithin(TimeSpan.Zero);
    }

    private async Task RemoveAsync()
    {
        var done = true;
        foreach (var entry in Sorted(_deleted.Keys))
        {
            var seen = _deleted.GetValueOrDefault(entry);
            if (await TryAsync(() => _work.FinishDeletionAsync(entry)).ConfigureAwait(false))
                _deleted.TryRemove(new(entry, seen));
            else done = false;
        }

        done &= await TryAsync(_work.RetireAsync).ConfigureAwait(false);
        if (!done) _removing.RunWithin(RetryDelay);

        // A shard may have been waiting for documents.
        _lanes[0].RunWithin(_schedule.UntilNext());
    }

    private async Task ExpireAsync()
    {
        var next = RetryDelay;
        await TryAsync(() =>
        {
            next = _work.Expire();
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        _expiring.RunWithin(next);
    }

    // The order of a dictionary of references differs from run to run; a simulated run must not.
    private static IEnumerable<SessionEntry> Sorted(IEnumerable<SessionEntry> entries) =>
        entries.OrderBy(entry => entry.Id);

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is: one session must not keep the others from their turn, and nobody awaits this who could be
            // told.
            Log.BackgroundWorkFailed(_store.Logger, e);
            return false;
        }
    }
}
