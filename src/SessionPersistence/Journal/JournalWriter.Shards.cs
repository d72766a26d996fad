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
