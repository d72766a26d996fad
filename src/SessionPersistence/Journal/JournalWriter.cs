using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>Appends lines of all sessions to one shard; whatever is queued while a flush runs shares the next
/// one.</summary>
/// <remarks>
/// The first caller that finds no leader leads on its own thread: one buffer, one write, one flush, one completion.
/// Only the leader touches the shard. A flush that fails poisons the shard for ever: its batch goes to a new one, or
/// its fate is unknown and the writer takes nothing more.
/// </remarks>
internal sealed partial class JournalWriter : IDisposable
{
    private static readonly TimeSpan BufferedDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly JournalQueue _queue = new();
    private readonly JournalWriterOptions _options;
    private readonly StoreIssues _issues;
    private readonly ILogger _logger;
    private readonly SessionPersistenceMetrics _metrics;
    private readonly ITimer _bufferedTimer;
    private bool _bufferedTimerArmed;
    private SessionPersistenceException? _refusing;
    private SessionPersistenceException? _lostBuffered;
    private Breakdown? _broken;
    private bool _closed;

    public JournalWriter(
        DurableFileSystem disk,
        JournalWriterOptions options,
        TimeProvider time,
        StoreIssues issues,
        ILogger logger,
        SessionPersistenceMetrics metrics)
    {
        (_options, _issues, _logger, _metrics) = (options, issues, logger, metrics);
        _company = new(time);
        Shards = new(disk, options, time, logger, metrics);
        _bufferedTimer = time.CreateTimer(
            _ => CommitBuffered(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the files.</summary>
    public ShardSequence Shards { get; }

    /// <summary>Gets whether no more lines are taken, until the journal is opened again.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>Throws if no more lines are taken.</summary>
    /// <exception cref="StoreReadOnlyException">The fate of earlier lines is unknown, or something else writes
    /// here.</exception>
    public void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } broken) throw broken.ToException();
    }

    /// <summary>Takes the error of buffered lines that were refused since the last call.</summary>
    public SessionPersistenceException? TakeLostBuffered()
    {
        if (Volatile.Read(ref _lostBuffered) is null) return null;

        lock (_gate)
        {
            _issues.TakeBack(StoreIssueKinds.MarksLost);
            return Interlocked.Exchange(ref _lostBuffered, null);
        }
    }

    /// <inheritdoc cref="Enqueue(JournalLine)"/>
    public JournalAppend Enqueue(JournalRecord record, IJournalSubscriber subscriber)
    {
        var append = new JournalAppend(record, subscriber);
        Enqueue(append);
        return append;
    }

    /// <summary>Queues another copy of a record that is in the journal already; however large it is, and in the room
    /// that is kept free if need be.</summary>
    public JournalAppend EnqueueCopy(JournalRecord record, IJournalSubscriber subscriber)
    {
        var append = new JournalAppend(record, subscriber) { IsCopy = true };
        Enqueue(append);
        return append;
    }

    /// <summary>Queues a line, to be flushed by <see cref="CommitAsync"/>. The order of calls is the order of
    /// lines.</summary>
    /// <exception cref="SessionTooLargeException">It is more than a caller may write at once; nothing was
    /// queued.</exception>
    /// <exception cref="SessionWriteException">The lines before it are being refused; nothing was queued.</exception>
    /// <exception cref="StoreReadOnlyException">The fate of earlier lines is unknown, so no more are taken.</exception>
    public void Enqueue(JournalLine line)
    {
        if (line.Size > _options.MaxRecordBytes && line.IsOfCaller)
        {
            throw new SessionTooLargeException(line.SessionId, line.Size, _options.MaxRecordBytes);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            ThrowIfBroken();
            if (_refusing is not null) throw _refusing;

            line.Queued();
            _queue.Add(line);
        }
    }

    /// <summary>Queues a record that nobody waits for: it is durable with the next flush, at most 250 ms
    /// later.</summary>
    public void EnqueueBuffered(JournalRecord record, IJournalSubscriber subscriber) =>
        EnqueueBuffered(new JournalAppend(record, subscriber));

    /// <inheritdoc cref="EnqueueBuffered(JournalRecord, IJournalSubscriber)"/>
    public void EnqueueBuffered(JournalLine line)
    {
        line.IsBuffered = true;
        Enqueue(line);
        var mustLead = false;
        var mustArm = false;
        lock (_gate)
        {
            if (_closed) return;

            // More than one write takes: the memory that it needs does not wait for the time.
            if (_queue.HasFullBatch && !_leading) mustLead = _leading = true;
            if (!_bufferedTimerArmed) mustArm = _bufferedTimerArmed = true;
        }

        if (mustArm) _bufferedTimer.Change(BufferedDelay, Timeout.InfiniteTimeSpan);
        if (mustLead) LeadOnPool();
    }

    /// <summary>Flushes what is queued, then ends the shard. Nothing is taken from here on.</summary>
    public async Task CloseAsync()
    {
        while (!TryClose()) await SettleAsync().ConfigureAwait(false);

        await _bufferedTimer.DisposeAsync().ConfigureAwait(false);
        EndShard();
    }

    /// <summary>Takes nothing more if the directory, that of the shards or the lock are gone, or others by
    /// now.</summary>
    /// <returns>Whether nothing more is taken.</returns>
    /// <exception cref="IOException">They cannot be looked at.</exception>
    public bool StopIfGone()
    {
        if (IsBroken) return true;

        try
        {
            _options.Place.ThrowIfGone();
            return false;
        }
        catch (GoneException e)
        {
            lock (_gate) BreakLocked(StoreIssueKinds.FilesGone, e.Message, e);
            _options.OnBroken();
            return true;
        }
    }

    /// <summary>Does the same for who only asks how the journal fares.</summary>
    public void StopIfSeenGone()
    {
        try
        {
            StopIfGone();
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // It may pass; the next append looks again, and is not acknowledged without.
        }
    }

    /// <summary>Takes nothing more if another process writes here too. That is detection, not prevention: a file system
    /// whose locks bind one machine only may be shared between two.</summary>
    public bool StopIfOwnedTwice()
    {
        if (StopIfGone()) return true;
        if (Shards.FindSecondOwner() is not { } shard) return false;

        Log.JournalSecondOwner(_logger, shard.FileName);
        lock (_gate)
        {
            BreakLocked(StoreIssueKinds.SecondOwner,
                $"another process made '{shard.FileName}': the lock does not hold on this file system.");
        }

        _options.OnBroken();
        return true;
    }

    public void Dispose()
    {
        lock (_gate) _closed = true;
        _bufferedTimer.Dispose();
        Shards.Dispose();
    }

    private bool TryClose()
    {
        lock (_gate) return _closed |= !_leading && _queue.IsEmpty;
    }

    private void CommitBuffered()
    {
        lock (_gate)
        {
            _bufferedTimerArmed = false;
            if (_closed) return;
        }

        LeadIfNobodyDoes();
    }

    private void BreakLocked(string kind, string reason, Exception? cause = null)
    {
        if (_broken is not null) return;

        _broken = new(reason, cause);
        _issues.Report(new(kind, StoreStatus.ReadOnly, $"The store takes no writes: {reason}")
        {
            Exception = cause ?? _broken.ToException(),
        });
    }

    // Why no more lines are taken.
    private sealed record Breakdown(string Reason, Exception? Cause)
    {
        public StoreReadOnlyException ToException() => new(Reason, Cause);
    }
}
