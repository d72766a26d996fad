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
    private SessionPersistenceException? _lostBuffered;
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
        _closedShards.AddRange(options.EarlierShards.Select(shard => new ShardExtent(shard, null)));
        _bufferedTimer = time.CreateTimer(_ => CommitBuffered(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets how the journal fares.</summary>
    public JournalHealth Health
    {
        get
        {
            lock (_gate)
            {
                return _broken is not null ? new(JournalState.ReadOnly, _broken)
                    : _lostBuffered is not null ? new(JournalState.BufferedEventsLost, _lostBuffered)
                    : new(JournalState.Healthy, null);
            }
        }
    }

    /// <summary>Takes the error of buffered lines that were refused since the last call.</summary>
    public SessionPersistenceException? TakeLostBuffered()
    {
        // Looked at by every append: without the gate.
        return Volatile.Read(ref _lostBuffered) is null ? null : Interlocked.Exchange(ref _lostBuffered, null);
    }

    /// <inheritdoc cref="Enqueue(JournalLine)"/>
    public JournalAppend Enqueue(JournalRecord record, IJournalSubscriber subscriber)
    {
        var append = new JournalAppend(record, subscriber);
        Enqueue(append);
        return append;
    }

    /// <summary>Queues a line, to be flushed by <see cref="CommitAsync"/>. The order of calls is the order of lines.</summary>
    /// <exception cref="ArgumentException">What a caller wants to write is too large; nothing was queued.</exception>
    /// <exception cref="SessionWriteException">The lines before it are being refused; nothing was queued.</exception>
    /// <exception cref="StoreReadOnlyException">The fate of earlier lines is unknown, so no more are taken.</exception>
    public void Enqueue(JournalLine line)
    {
        if (line.Size > _options.MaxRecordBytes && line.IsOfCaller)
        {
            throw new ArgumentException($"The record would have {line.Size} bytes; at most {_options.MaxRecordBytes} are allowed.", nameof(line));
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_broken is not null) throw new StoreReadOnlyException("the journal could not be written.", _broken);
            if (_refusing is not null) throw _refusing;

            line.Batch = _queue;
            line.Queued();
            _queue.Lines.Add(line);
        }
    }

    /// <summary>Queues a record that nobody waits for: it is durable with the next flush, at most 250 ms later.</summary>
    public void EnqueueBuffered(JournalRecord record, IJournalSubscriber subscriber) => EnqueueBuffered(new JournalAppend(record, subscriber));

    /// <inheritdoc cref="EnqueueBuffered(JournalRecord, IJournalSubscriber)"/>
    public void EnqueueBuffered(JournalLine line)
    {
        line.IsBuffered = true;
        Enqueue(line);
        lock (_gate)
        {
            if (_bufferedTimerArmed || _closed) return;
            _bufferedTimerArmed = true;
        }

        _bufferedTimer.Change(BufferedDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until the fate of a queued record is known, leading if nobody does.</summary>
    /// <exception cref="SessionWriteException">The record was refused, or its fate is unknown.</exception>
    public async Task CommitAsync(JournalLine line)
    {
        var batch = BatchOf(line);
        LeadIfNobodyDoes(batch);
        await batch.Task.ConfigureAwait(false);
        if (line.Error is not null) throw line.Error;
    }

    /// <summary>Waits until the fate of every one of the records is known.</summary>
    /// <remarks>One flush need not cover them all, and a batch may be refused in part: that the last one is durable says nothing of the others.</remarks>
    /// <exception cref="SessionWriteException">One of them was refused, or its fate is unknown.</exception>
    public async Task CommitAllAsync(IReadOnlyCollection<JournalLine> lines)
    {
        foreach (var line in lines)
        {
            var batch = BatchOf(line);
            LeadIfNobodyDoes(batch);
            await batch.Task.ConfigureAwait(false);
        }

        if (lines.FirstOrDefault(line => line.Error is not null) is { Error: { } error }) throw error;
    }

    /// <summary>Waits until the fate of every line that is queued now is known.</summary>
    public async Task SettleAsync()
    {
        JournalBatch? inFlight;
        JournalBatch queue;
        lock (_gate) (inFlight, queue) = (_inFlight, _queue);
        if (inFlight is not null) await inFlight.Task.ConfigureAwait(false);
        if (queue.Lines.Count == 0) return;

        LeadIfNobodyDoes(queue);
        await queue.Task.ConfigureAwait(false);
    }

    /// <summary>Flushes what is queued, then ends the shard. Nothing is taken from here on.</summary>
    public async Task CloseAsync()
    {
        while (true)
        {
            JournalBatch? pending;
            lock (_gate)
            {
                pending = _inFlight ?? (_queue.Lines.Count > 0 ? _queue : null);
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

    private static JournalBatch BatchOf(JournalLine line) => line.Batch ?? throw new InvalidOperationException("The line was never queued.");

    private void CommitBuffered()
    {
        JournalBatch batch;
        lock (_gate)
        {
            _bufferedTimerArmed = false;
            if (_closed) return;
            batch = _queue;
        }

        if (batch.Lines.Count > 0) LeadIfNobodyDoes(batch);
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
            more = _queue.Lines.Count > 0;
            _leading = more;
        }

        batch.Complete();
        if (more) LeadOnPool();
    }

    private static ArrayBufferWriter<byte> Format(JournalShard shard, IReadOnlyList<JournalLine> appends)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, appends.Sum(a => a.Size)));
        var number = shard.LastNumber;
        foreach (var append in appends) append.Write(buffer, ++number, shard.LastNumber, shard.Seed);
        return buffer;
    }
}
