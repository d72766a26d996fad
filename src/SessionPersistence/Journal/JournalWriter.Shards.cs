using SessionPersistence.Diagnostics;

namespace SessionPersistence.Journal;

/// <summary>The leader's side: which shard a batch goes to, and what happens when the device refuses.</summary>
internal sealed partial class JournalWriter
{
    private readonly List<ShardName> _closedShards = [];
    private JournalShard? _shard;
    private long _nextSequence;

    // Records that are acknowledged but shared a device block with a write that failed: the next shard begins with them.
    private IReadOnlyList<JournalAppend> _rescue = [];

    /// <summary>Gets the shards that nothing is written to any more, oldest first: earlier ones, and those that this writer has ended.</summary>
    public IReadOnlyList<ShardName> ClosedShards
    {
        get
        {
            lock (_gate) return [.. _closedShards];
        }
    }

    /// <summary>Forgets an ended shard that is gone.</summary>
    public void Forget(ShardName shard)
    {
        lock (_gate) _closedShards.Remove(shard);
    }

    private void Write(JournalBatch batch)
    {
        try
        {
            WriteToShard(batch.Appends);
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            // Before the first byte of a record: a shard that cannot be made, room that cannot be had.
            Refuse(batch.Appends, e);
        }
        catch (Exception e)
        {
            // A defect of ours, or of a file system that throws what it must not: whoever waits must hear of it.
            Break(batch.Appends, e);
        }
    }

    private void WriteToShard(List<JournalAppend> appends)
    {
        if (_shard?.Offset >= _options.MaxShardBytes) CloseShard();
        var shard = _shard ??= CreateShard();

        IReadOnlyList<JournalAppend> all = [.. _rescue, .. appends];
        var lines = Format(shard, all);
        try
        {
            shard.FillAhead(lines.WrittenCount);
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            Log.JournalRoomRefused(_logger, shard.Name.FileName, e);
            if (!shard.Fits(lines.WrittenCount, useReserve: false))
            {
                all = [.. _rescue, .. RefuseAllButReserved(appends, e)];
                lines = Format(shard, all);
                if (!shard.Fits(lines.WrittenCount, useReserve: true)) throw;
            }
        }

        if (all.Count == 0) return;

        try
        {
            if (!shard.Fits(lines.WrittenCount, useReserve: true)) shard.Flush();
            shard.Append(lines.WrittenSpan, all);
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            Poison(shard, all, e);
            return;
        }

        Acknowledge(shard, all);
    }

    // The device refused a write or a flush: what the shard holds beyond its last flush is unknown, and asking it again would prove nothing.
    private void Poison(JournalShard poisoned, IReadOnlyList<JournalAppend> appends, Exception cause)
    {
        Log.JournalShardPoisoned(_logger, poisoned.Name.FileName, cause);
        _metrics.ShardPoisoned();
        IReadOnlyList<JournalAppend> again = [.. poisoned.LastBlock.Except(appends), .. appends];
        Retire(poisoned);
        try
        {
            var shard = _shard = CreateShard();
            var lines = Format(shard, again);
            if (!shard.Fits(lines.WrittenCount, useReserve: true))
            {
                shard.FillAhead(lines.WrittenCount);
                shard.Flush();
            }

            shard.Append(lines.WrittenSpan, again);
            Log.JournalBatchRescued(_logger, again.Count, shard.Name.FileName);
            Acknowledge(shard, again);
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            Break(appends, e);
        }
    }

    private void Acknowledge(JournalShard shard, IReadOnlyList<JournalAppend> appends)
    {
        _rescue = [];
        foreach (var append in appends) append.Subscriber.OnFlushed(append.Record, shard.Name);
    }

    private void Break(IReadOnlyList<JournalAppend> appends, Exception cause)
    {
        Log.JournalBroken(_logger, cause);
        lock (_gate)
        {
            _broken = cause;
            FailLocked([.. appends, .. _queue.Appends], WriteOutcome.Unknown, cause);
        }
    }

    private void Refuse(IReadOnlyList<JournalAppend> appends, Exception cause)
    {
        List<JournalAppend> victims;
        lock (_gate)
        {
            // Nothing may be queued behind a write that is being taken back, until its session knows.
            _refusing = NotDone(cause);
            var lives = appends.Select(a => a.Record.Life).ToHashSet(StringComparer.Ordinal);
            victims = [.. appends, .. _queue.Appends.Where(a => lives.Contains(a.Record.Life))];
            _queue.Appends.RemoveAll(a => lives.Contains(a.Record.Life) && !appends.Contains(a));
            FailLocked(victims, WriteOutcome.NotDone, cause);
        }

        foreach (var victim in victims) victim.Subscriber.OnRefused(victim.Record);
        lock (_gate) _refusing = null;
    }

    private List<JournalAppend> RefuseAllButReserved(List<JournalAppend> appends, Exception cause)
    {
        var refusedLives = appends.Where(a => !a.MayUseReserve).Select(a => a.Record.Life).ToHashSet(StringComparer.Ordinal);
        Refuse([.. appends.Where(a => refusedLives.Contains(a.Record.Life))], cause);
        return [.. appends.Where(a => !refusedLives.Contains(a.Record.Life))];
    }

    private static void FailLocked(IReadOnlyList<JournalAppend> appends, WriteOutcome outcome, Exception cause)
    {
        foreach (var append in appends)
        {
            append.Error = outcome == WriteOutcome.NotDone
                ? NotDone(cause)
                : new SessionWriteException("The journal refused the record, and whether it is on the disk is unknown.", outcome, cause);
        }
    }

    private static SessionWriteException NotDone(Exception cause) =>
        new("The journal has no room for the record, or cannot be written; nothing was written.", WriteOutcome.NotDone, cause);

    private JournalShard CreateShard()
    {
        var shard = JournalShard.Create(_disk, _options.Directory, new(_nextSequence, _options.Instance), _time.GetUtcNow());
        _nextSequence++;
        return shard;
    }

    private void CloseShard()
    {
        if (_shard is not { } shard) return;

        try
        {
            shard.Close(_time.GetUtcNow());
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            Log.JournalShardPoisoned(_logger, shard.Name.FileName, e);
            _metrics.ShardPoisoned();
            _rescue = [.. shard.LastBlock];
        }

        Retire(shard);
    }

    private void Retire(JournalShard shard)
    {
        shard.Dispose();
        lock (_gate) _closedShards.Add(shard.Name);
        _shard = null;
    }

    private static bool IsDeviceError(Exception e) => e is IOException or UnauthorizedAccessException;
}
