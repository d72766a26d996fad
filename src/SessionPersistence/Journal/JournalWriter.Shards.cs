using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>The leader's side: what happens to a batch, and when the device refuses.</summary>
internal sealed partial class JournalWriter
{
    private const int LargestKeptBuffer = 1024 * 1024;

    private readonly ByteBuffer _bytes = new(LargestKeptBuffer);

    private void Write(List<JournalLine> lines)
    {
        // What was refused while it was queued only waits to be told.
        if (lines.Exists(line => line.Error is not null)) lines = lines.FindAll(line => line.Error is null);
        if (lines.Count == 0) return;

        try
        {
            WriteOrRefuse(lines);
        }
        catch (Exception e)
        {
            // A defect of ours, or of a file system that throws what it must not: whoever waits must hear of it.
            Break(lines, e);
        }
    }

    private void WriteOrRefuse(List<JournalLine> lines)
    {
        try
        {
            WriteToShard(lines);
        }
        catch (GoneException e)
        {
            Break(lines, e);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // Before the first byte of a record: a shard that cannot be made, room that cannot be had.
            Refuse(lines, e);
        }
    }

    private void WriteToShard(List<JournalLine> lines)
    {
        var shard = Shards.Prepare();
        var all = Shards.Rescue.Count == 0 ? lines : [.. Shards.Rescue, .. lines];
        Format(shard, all);
        try
        {
            shard.FillAhead(_bytes.Length);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Log.JournalRoomRefused(_logger, shard.Name.FileName, e);
            if (!shard.Fits(_bytes.Length, useReserve: false))
            {
                all = [.. Shards.Rescue, .. RefuseAllButReserved(lines, e)];
                Format(shard, all);
                if (!shard.Fits(_bytes.Length, useReserve: true)) throw;
            }
        }

        if (all.Count == 0) return;

        bool isInPlace;
        try
        {
            if (!shard.Fits(_bytes.Length, useReserve: true)) shard.Flush();
            AppendTo(shard, all);

            // After the flush and before the answer: who takes a lock that is gone later reads these lines. The shard
            // last: when the call returns, they stood in the file under its name.
            isInPlace = IsInPlace(shard);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Poison(shard, all, e);
            return;
        }

        if (isInPlace) Acknowledge(shard, all);
        else Replace(shard, all);
    }

    private bool IsInPlace(JournalShard shard) => _options.Place.IsLockInPlace() && shard.IsInPlace();

    // The file of the shard has lost its name, or is not what was written: what it alone holds goes to a new one, the
    // lines included that were flushed and not acknowledged.
    private void Replace(JournalShard gone, List<JournalLine> lines)
    {
        try
        {
            _options.Place.ThrowIfGone();
            Log.JournalShardGone(_logger, gone.Name.FileName);
            List<JournalLine> again = [.. _options.CopiesOf(gone), .. lines];
            Shards.Lose();
            if (again.Count > 0) MoveOn(again);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Break(lines, e);
        }
    }

    // The device refused a write, a flush or the look at a name: what the shard holds beyond its last acknowledged line
    // is unknown, and asking it again would prove nothing.
    private void Poison(JournalShard poisoned, List<JournalLine> lines, Exception cause)
    {
        Log.JournalShardPoisoned(_logger, poisoned.Name.FileName, cause);
        _metrics.ShardPoisoned();
        List<JournalLine> again = [.. poisoned.LastBlock.Except(lines), .. lines];
        Shards.Abandon();
        try
        {
            MoveOn(again);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Break(lines, e);
        }
    }

    // Writes lines to a new shard: there is none that could take them.
    private void MoveOn(List<JournalLine> lines)
    {
        var shard = Shards.CreateNext();
        Format(shard, lines);
        if (!shard.Fits(_bytes.Length, useReserve: true))
        {
            shard.FillAhead(_bytes.Length);
            shard.Flush();
        }

        AppendTo(shard, lines);
        if (!IsInPlace(shard))
        {
            _options.Place.ThrowIfGone();
            throw new GoneException(Path.Join(_options.Directory, shard.Name.FileName), "was removed at once");
        }

        Log.JournalBatchRescued(_logger, lines.Count, shard.Name.FileName);
        Acknowledge(shard, lines);
    }

    private void AppendTo(JournalShard shard, List<JournalLine> lines)
    {
        using var flush = _metrics.ObserveFlush(lines.Count, _bytes.Length);
        shard.Append(_bytes.Written);
    }

    private void Format(JournalShard shard, List<JournalLine> lines)
    {
        _bytes.Clear();
        var number = shard.LastNumber;
        foreach (var line in lines)
        {
            var start = _bytes.Length;
            line.Write(_bytes, ++number, shard.LastNumber, shard.Seed);
            line.Length = _bytes.Length - start;
        }
    }

    private void Acknowledge(JournalShard shard, List<JournalLine> lines)
    {
        shard.Acknowledge(lines);
        Shards.Rescued();
        foreach (var line in lines) line.Flushed(shard.Name);
    }

    private void Break(List<JournalLine> lines, Exception cause)
    {
        var (kind, reason) = cause is GoneException
            ? (StoreIssueKinds.FilesGone, cause.Message)
            : (StoreIssueKinds.JournalBroken, "the journal could not be written.");
        if (cause is GoneException) Log.JournalGone(_logger, cause);
        else Log.JournalBroken(_logger, cause);

        // Not even a footer: what the shard holds is unknown, and a footer would vouch for it.
        Shards.Abandon();
        lock (_gate)
        {
            BreakLocked(kind, reason, cause);
            FailLocked([.. lines, .. _queue.Lines], WriteOutcome.Unknown, cause);
        }
    }

    private void Refuse(List<JournalLine> lines, Exception cause)
    {
        List<JournalLine> victims;
        lock (_gate)
        {
            // Nothing may be queued behind a write that is being taken back, until its session knows. The queued ones
            // keep their place: their callers wait there.
            _refusing = NotDone(cause);
            var histories = HistoriesWrittenBy(lines);
            victims = [.. lines.Concat(_queue.Lines.Where(line => histories.Contains(line.History)))
                .Where(line => line.Error is null)];
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

    private List<JournalLine> RefuseAllButReserved(List<JournalLine> lines, Exception cause)
    {
        // Later writes of a session build on its refused one; nothing builds on a mark.
        var histories = HistoriesWrittenBy(lines.Where(line => !line.MayUseReserve));
        Refuse(lines.FindAll(line => !line.MayUseReserve || histories.Contains(line.History)), cause);
        return lines.FindAll(line => line.Error is null);
    }

    private static HashSet<string> HistoriesWrittenBy(IEnumerable<JournalLine> lines) =>
        lines.Where(line => line.IsWrite).Select(line => line.History).ToHashSet(StringComparer.Ordinal);

    private void FailLocked(List<JournalLine> lines, WriteOutcome outcome, Exception cause)
    {
        foreach (var line in lines.Where(line => line.Error is null))
        {
            line.Error = outcome == WriteOutcome.NotDone
                ? NotDone(cause)
                : new SessionWriteException(
                    $"The record was not acknowledged, and whether it is on the disk is unknown: {cause.Message}",
                    outcome, cause);
            if (!line.IsBuffered || !line.IsLossTold) continue;

            _lostBuffered = line.Error;
            _issues.Report(new(StoreIssueKinds.MarksLost, StoreStatus.Degraded,
                $"Marks or partial text of turns could not be written: {cause.Message}") { Exception = line.Error });
            Log.JournalBufferedLost(_logger, cause);
        }
    }

    private static SessionWriteException NotDone(Exception cause) =>
        new("The journal has no room for the record, or cannot be written; nothing was written.", WriteOutcome.NotDone,
            cause);

    private bool IsSeenGone(JournalShard shard)
    {
        try
        {
            return !IsInPlace(shard);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // Nobody waits for an answer: the footer, or its refusal, decides.
            return false;
        }
    }

    private void EndShard()
    {
        if (Shards.Current is { } shard && IsSeenGone(shard)) Replace(shard, []);
        Shards.Close();
        if (Shards.Rescue.Count == 0) return;

        try
        {
            WriteToShard([]);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Log.JournalBroken(_logger, e);
        }

        Shards.Close();
    }
}
