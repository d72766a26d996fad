using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

// What becomes of lines when the device refuses a shard, or its file is gone.
internal sealed partial class JournalWriter
{
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

        _options.OnBroken();
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
}
