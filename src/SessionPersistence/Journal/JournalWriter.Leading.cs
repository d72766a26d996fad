namespace SessionPersistence.Journal;

/// <summary>Who leads, and who waits for whom.</summary>
internal sealed partial class JournalWriter : IThreadPoolWorkItem
{
    private readonly CompanyWait _company;
    private JournalBatch? _inFlight;
    private bool _leading;

    /// <summary>Waits until the fate of a queued line is known, leading if nobody does. A caller that is alone waits on
    /// its own thread.</summary>
    /// <param name="line">The line.</param>
    /// <param name="cancellationToken">Ends the wait; the line stands.</param>
    /// <exception cref="SessionWriteException">The line was refused, or its fate is unknown.</exception>
    public ValueTask CommitAsync(JournalLine line, CancellationToken cancellationToken = default) =>
        _metrics.ObservesAppends ? ObservedAsync(line, cancellationToken) : WaitAsync(line, cancellationToken);

    /// <summary>Waits until the fate of every one of the lines is known.</summary>
    /// <remarks>One flush need not cover them all, and a batch may be refused in part: that the last one is durable
    /// says nothing of the others.</remarks>
    /// <exception cref="SessionWriteException">One of them was refused, or its fate is unknown.</exception>
    public Task CommitAllAsync(IEnumerable<JournalLine> lines) =>
        Task.WhenAll(lines.Select(line => FateOf(line).AsTask()).ToList());

    /// <summary>Waits until the fate of every line that is queued now is known.</summary>
    public async Task SettleAsync()
    {
        List<ValueTask> pending;
        lock (_gate)
        {
            IEnumerable<JournalBatch> batches = _inFlight is { } batch ? _queue.Batches.Prepend(batch) : _queue.Batches;
            pending = [.. batches.Select(waiting => waiting.WaitAsync())];
        }

        LeadIfNobodyDoes();
        foreach (var reached in pending) await reached.ConfigureAwait(false);
    }

    /// <summary>Leads on the pool: once, then again behind those who were released.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (LeadOnce()) LeadOnPool();
    }

    private async ValueTask ObservedAsync(JournalLine line, CancellationToken cancellationToken)
    {
        using var append = _metrics.ObserveAppend();
        await WaitAsync(line, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask WaitAsync(JournalLine line, CancellationToken cancellationToken)
    {
        var fate = FateOf(line);
        return cancellationToken.CanBeCanceled && !fate.IsCompleted
            ? new(fate.AsTask().WaitAsync(cancellationToken))
            : fate;
    }

    // Completes when the fate of the line is known, and fails as the line did.
    private ValueTask FateOf(JournalLine line)
    {
        // A caller with a context of its own (a UI thread) must not wait for a disk.
        var mayLead = SynchronizationContext.Current is null;
        var leads = false;
        lock (_gate)
        {
            if (line.Batch is { } batch)
            {
                // A leader takes whatever is queued when it is done, this line included. Where others are still to
                // come, the pool leads: behind those who were released into it with this caller, whose thread is free
                // to let them come.
                leads = !_leading;
                _leading = true;
                if (!leads || !mayLead || _company.IsExpected(_queue))
                {
                    if (leads) LeadOnPool();
                    return batch.WaitAsync(line);
                }
            }
        }

        if (leads) LeadUntilDone(line);
        return line.Error is { } error ? ValueTask.FromException(error) : ValueTask.CompletedTask;
    }

    private void LeadIfNobodyDoes()
    {
        lock (_gate)
        {
            if (_leading || _queue.IsEmpty) return;
            _leading = true;
        }

        if (SynchronizationContext.Current is not null || LeadOnce()) LeadOnPool();
    }

    private void LeadUntilDone(JournalLine own)
    {
        var more = true;
        while (more && own.Batch is not null) more = LeadOnce();
        if (more) LeadOnPool();
    }

    private void LeadOnPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    // Returns whether lines are left, for which the caller still leads.
    private bool LeadOnce()
    {
        _company.Await(_queue);
        JournalBatch batch;
        lock (_gate) batch = _inFlight = _queue.Take();
        _company.Served(batch.Awaited);
        Write(batch.Lines);

        bool more;
        lock (_gate)
        {
            _inFlight = null;
            batch.Finish();
            more = _leading = !_queue.IsEmpty;
        }

        batch.Release();
        lock (_gate) _queue.Return(batch);
        return more;
    }
}
