using SessionPersistence.Diagnostics;

namespace SessionPersistence.Journal;

/// <summary>The leader's side: which shard a batch goes to, and what happens when the device refuses.</summary>
internal sealed partial class JournalWriter
{
    private readonly List<ShardExtent> _closedShards = [];
    private JournalShard? _shard;
    private long _nextSequence;

    // Records that are acknowledged but shared a device block with a write that failed: the next shard begins with them.
    private IReadOnlyList<JournalLine> _rescue = [];

    /// <summary>Gets the shards that nothing is written to any more, oldest first: earlier ones, and those that this writer has ended.</summary>
    public IReadOnlyList<ShardName> ClosedShards
    {
        get
        {
            lock (_gate) return [.. _closedShards.Select(shard => shard.Name)];
        }
    }

    /// <summary>Gets what readers may see, oldest shard first: lines that are flushed.</summary>
    public IReadOnlyList<ShardExtent> Readable
    {
        get
        {
            lock (_gate) return _shard is { } shard ? [.. _closedShards, new(shard.Name, shard.FlushedLength)] : [.. _closedShards];
        }
    }

    /// <summary>Gets the oldest ended shard; never the newest of all, whose header knows what revisions were given.</summary>
    public ShardName? OldestRetirable
    {
        get
        {
            lock (_gate) return _closedShards.Count > (_shard is null ? 1 : 0) ? _closedShards[0].Name : null;
        }
    }

    /// <summary>Forgets an ended shard that is gone.</summary>
    public void Forget(ShardName shard)
    {
        lock (_gate) _closedShards.RemoveAll(closed => closed.Name == shard);
    }

    private void Write(JournalBatch batch)
    {
        // What was refused while it was queued only waits to be told.
        List<JournalLine> appends = [.. batch.Lines.Where(append => append.Error is null)];
        if (appends.Count == 0) return;

        try
        {
            WriteOrRefuse(appends);
        }
        catch (Exception e)
        {
            // A defect of ours, or of a file system that throws what it must not: whoever waits must hear of it.
            Break(appends, e);
        }
    }

    private void WriteOrRefuse(List<JournalLine> appends)
    {
        try
        {
            WriteToShard(appends);
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            // Before the first byte of a record: a shard that cannot be made, room that cannot be had.
            Refuse(appends, e);
        }
    }

    private void WriteToShard(List<JournalLine> appends)
    {
        var shard = _shard = PrepareShard();
        IReadOnlyList<JournalLine> all = [.. _rescue, .. appends];
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
    private void Poison(JournalShard poisoned, IReadOnlyList<JournalLine> appends, Exception cause)
    {
        Log.JournalShardPoisoned(_logger, poisoned.Name.FileName, cause);
        _metrics.ShardPoisoned();
        IReadOnlyList<JournalLine> again = [.. poisoned.LastBlock.Except(appends), .. appends];
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

    private void Acknowledge(JournalShard shard, IReadOnlyList<JournalLine> appends)
    {
        _rescue = [];
        foreach (var append in appends) append.Flushed(shard.Name);
    }

    private void Break(IReadOnlyList<JournalLine> appends, Exception cause)
    {
        Log.JournalBroken(_logger, cause);

        // Not even a footer: what the shard holds is unknown, and a footer would vouch for it.
        if (_shard is { } shard) Retire(shard);
        lock (_gate)
        {
            _broken = cause;
            FailLocked([.. appends, .. _queue.Lines], WriteOutcome.Unknown, cause);
        }
    }

    private void Refuse(IReadOnlyList<JournalLine> appends, Exception cause)
    {
        List<JournalLine> victims;
        lock (_gate)
        {
            // Nothing may be queued behind a write that is being taken back, until its session knows. The queued ones keep their place: their callers wait there.
            _refusing = NotDone(cause);
            var histories = HistoriesWrittenBy(appends);
            victims = [.. appends.Concat(_queue.Lines.Where(a => histories.Contains(a.History))).Where(a => a.Error is null)];
            FailLocked(victims, WriteOutcome.NotDone, cause);
        }

        try
        {
            foreach (var victim in victims) victim.Refused();
        }
        finally
        {
            lock (_gate) _refusing = null;
        }
    }

    private List<JournalLine> RefuseAllButReserved(List<JournalLine> appends, Exception cause)
    {
        // Later writes of a session build on its refused one; nothing builds on a mark.
        var histories = HistoriesWrittenBy(appends.Where(append => !append.MayUseReserve));
        Refuse([.. appends.Where(append => !append.MayUseReserve || histories.Contains(append.History))], cause);
        return [.. appends.Where(append => append.Error is null)];
    }

    private static HashSet<string> HistoriesWrittenBy(IEnumerable<JournalLine> appends) =>
        appends.Where(append => append.IsWrite).Select(append => append.History).ToHashSet(StringComparer.Ordinal);

    private void FailLocked(IReadOnlyList<JournalLine> appends, WriteOutcome outcome, Exception cause)
    {
        foreach (var append in appends.Where(append => append.Error is null))
        {
            append.Error = outcome == WriteOutcome.NotDone
                ? NotDone(cause)
                : new SessionWriteException("The journal refused the record, and whether it is on the disk is unknown.", outcome, cause);
            if (!append.IsBuffered || !append.IsLossTold) continue;

            _lostBuffered = append.Error;
            Log.JournalBufferedLost(_logger, cause);
        }
    }

    private static SessionWriteException NotDone(Exception cause) =>
        new("The journal has no room for the record, or cannot be written; nothing was written.", WriteOutcome.NotDone, cause);

    private JournalShard PrepareShard()
    {
        if (_shard is not { } shard) return CreateShard();
        if (shard.Offset < _options.MaxShardBytes) return shard;

        try
        {
            // Before the old one ends: on a full disk the room that it keeps is all there is.
            var next = CreateShard();
            CloseShard();
            return next;
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            Log.JournalRoomRefused(_logger, shard.Name.FileName, e);
            return shard;
        }
    }

    // A number is used once, whatever becomes of it: the name of a shard that could not be made may still be there.
    private JournalShard CreateShard() =>
        JournalShard.Create(_disk, _options.Directory, new(_nextSequence++, _options.Instance), _options.HeaderMembers?.Invoke(), _time.GetUtcNow());

    private void EndShard()
    {
        CloseShard();
        if (_rescue.Count == 0) return;

        try
        {
            WriteToShard([]);
        }
        catch (Exception e) when (IsDeviceError(e))
        {
            Log.JournalBroken(_logger, e);
        }

        CloseShard();
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
        lock (_gate)
        {
            _closedShards.Add(new(shard.Name, shard.FlushedLength));
            _shard = null;
        }
    }

    private static bool IsDeviceError(Exception e) => e is IOException or UnauthorizedAccessException;
}
