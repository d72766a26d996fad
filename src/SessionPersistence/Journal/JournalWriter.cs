using System.Buffers;
using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>Appends records of all sessions to one shard; whatever is queued while a flush runs shares the next one.</summary>
/// <remarks>
/// The first caller that finds no leader leads on its own thread: one buffer, one write, one flush, one completion. Only the leader touches the shard.
/// A flush that fails poisons the shard for ever: its batch goes to a new one, or its fate is unknown and the writer takes nothing more.
/// </remarks>
internal sealed partial class JournalWriter : IDisposable
{
    private static readonly TimeSpan BufferedDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly DurableFileSystem _disk;
    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionPersistenceMetrics _metrics;
    private readonly ITimer _bufferedTimer;
    private JournalBatch _queue = new();
    private JournalBatch? _inFlight;
    private bool _leading;
    private bool _bufferedTimerArmed;
    private SessionPersistenceException? _refusing;
    private Exception? _broken;
    private bool _closed;

    public JournalWriter(
        DurableFileSystem disk,
        JournalWriterOptions options,
        TimeProvider time,
        ILogger logger,
        SessionPersistenceMetrics metrics)
    {
        (_disk, _options, _time, _logger, _metrics) = (disk, options, time, logger, metrics);
        _nextSequence = options.FirstSequence;
        _closedShards.AddRange(options.EarlierShards);
        _bufferedTimer = time.CreateTimer(_ => CommitBuffered(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Queues a record, to be flushed by <see cref="CommitAsync"/>. The order of calls is the order of records.</summary>
    /// <exception cref="ArgumentException">What a caller wants to write is too large; nothing was queued.</exception>
    /// <exception cref="SessionWriteException">The records before it are being refused; nothing was queued.</exception>
    /// <exception cref="StoreReadOnlyException">The fate of earlier records is unknown, so no more are taken.</exception>
    public JournalAppend Enqueue(JournalRecord record, IJournalSubscriber subscriber)
    {
        if (record.Size > _options.MaxRecordBytes && record.IsOfCaller)
        {
            throw new ArgumentException($"The record would have {record.Size} bytes; at most {_options.MaxRecordBytes} are allowed.", nameof(record));
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_broken is not null) throw new StoreReadOnlyException("the journal could not be written.", _broken);
            if (_refusing is not null) throw _refusing;

            var append = new JournalAppend(record, subscriber, _queue);
            _queue.Appends.Add(append);
            return append;
        }
    }

    /// <summary>Queues a record that nobody waits for: it is durable with the next flush, at most 250 ms later.</summary>
    public void EnqueueBuffered(JournalRecord record, IJournalSubscriber subscriber)
    {
        Enqueue(record, subscriber);
        lock (_gate)
        {
            if (_bufferedTimerArmed || _closed) return;
            _bufferedTimerArmed = true;
        }

        _bufferedTimer.Change(BufferedDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until the fate of a queued record is known, leading if nobody does.</summary>
    /// <exception cref="SessionWriteException">The record was refused, or its fate is unknown.</exception>
    public async Task CommitAsync(JournalAppend append)
    {
        LeadIfNobodyDoes(append.Batch);
        await append.Batch.Task.ConfigureAwait(false);
        if (append.Error is not null) throw append.Error;
    }

    /// <summary>Waits until the fate of every one of the records is known.</summary>
    /// <remarks>One flush need not cover them all, and a batch may be refused in part: that the last one is durable says nothing of the others.</remarks>
    /// <exception cref="SessionWriteException">One of them was refused, or its fate is unknown.</exception>
    public async Task CommitAllAsync(IReadOnlyCollection<JournalAppend> appends)
    {
        foreach (var append in appends)
        {
            LeadIfNobodyDoes(append.Batch);
            await append.Batch.Task.ConfigureAwait(false);
        }

        if (appends.FirstOrDefault(append => append.Error is not null) is { Error: { } error }) throw error;
    }

    /// <summary>Flushes what is queued, then ends the shard. Nothing is taken from here on.</summary>
    public async Task CloseAsync()
    {
        while (true)
        {
            JournalBatch? pending;
            lock (_gate)
            {
                pending = _inFlight ?? (_queue.Appends.Count > 0 ? _queue : null);
                _closed |= pending is null;
            }

            if (pending is null) break;

            LeadIfNobodyDoes(pending);
            await pending.Task.ConfigureAwait(false);
        }

        await _bufferedTimer.DisposeAsync().ConfigureAwait(false);
        EndShard();
    }

    public void Dispose()
    {
        lock (_gate) _closed = true;
        _bufferedTimer.Dispose();
        _shard?.Dispose();
        _shard = null;
    }

    private void CommitBuffered()
    {
        JournalBatch batch;
        lock (_gate)
        {
            _bufferedTimerArmed = false;
            if (_closed) return;
            batch = _queue;
        }

        if (batch.Appends.Count > 0) LeadIfNobodyDoes(batch);
    }

    private void LeadIfNobodyDoes(JournalBatch batch)
    {
        lock (_gate)
        {
            // A leader takes whatever is queued when it is done, this batch included.
            if (_leading || batch.Task.IsCompleted) return;
            _leading = true;
        }

        // A caller with a context of its own (a UI thread) must not wait for a disk.
        if (SynchronizationContext.Current is null) Lead();
        else LeadOnPool();
    }

    private void LeadOnPool() => ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Lead(), this, preferLocal: false);

    private void Lead()
    {
        JournalBatch batch;
        lock (_gate)
        {
            batch = _queue;
            _queue = new();
            _inFlight = batch;
        }

        Write(batch);

        bool more;
        lock (_gate)
        {
            _inFlight = null;
            more = _queue.Appends.Count > 0;
            _leading = more;
        }

        batch.Complete();
        if (more) LeadOnPool();
    }

    private static ArrayBufferWriter<byte> Format(JournalShard shard, IReadOnlyList<JournalAppend> appends)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, appends.Sum(a => a.Record.Size)));
        var number = shard.LastNumber;
        foreach (var append in appends) append.Record.WriteLine(buffer, ++number, shard.LastNumber, shard.Seed);
        return buffer;
    }
}
