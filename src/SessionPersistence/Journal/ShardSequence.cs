using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>The shards of a journal: those that nothing is written to any more, and the one that is written
/// to.</summary>
/// <remarks>Only the leader makes and ends shards; what it says of them is for every thread.</remarks>
internal sealed class ShardSequence : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DurableFileSystem _disk;
    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionPersistenceMetrics _metrics;
    private readonly List<ShardExtent> _closed = [];
    private readonly HashSet<ShardName> _lost = [];
    private JournalShard? _current;
    private long _nextSequence;

    public ShardSequence(DurableFileSystem disk, JournalWriterOptions options, TimeProvider time, ILogger logger,
        SessionPersistenceMetrics metrics)
    {
        (_disk, _options, _time, _logger, _metrics) = (disk, options, time, logger, metrics);
        _nextSequence = options.FirstSequence;
        _closed.AddRange(options.EarlierShards.Select(shard => new ShardExtent(shard, null)));
    }

    /// <summary>Gets the shard that is written to, if there is one.</summary>
    public JournalShard? Current => _current;

    /// <summary>Gets the shards that nothing is written to any more, oldest first: earlier ones, and those that were
    /// ended.</summary>
    public IReadOnlyList<ShardName> Closed
    {
        get
        {
            lock (_gate) return [.. _closed.Select(shard => shard.Name)];
        }
    }

    /// <summary>Gets what readers may see, oldest shard first: lines that are flushed.</summary>
    public IReadOnlyList<ShardExtent> Readable
    {
        get
        {
            lock (_gate)
            {
                var closed = _closed.Where(shard => !_lost.Contains(shard.Name));
                return _current is { } shard ? [.. closed, new(shard.Name, shard.FlushedLength)] : [.. closed];
            }
        }
    }

    /// <summary>Gets the ended shards, oldest first; never the newest of all, whose header knows what revisions were
    /// given.</summary>
    public IReadOnlyList<ShardName> Retirable
    {
        get
        {
            lock (_gate)
                return [.. _closed.Take(_closed.Count - (_current is null ? 1 : 0)).Select(shard => shard.Name)];
        }
    }

    /// <summary>Gets the acknowledged records that shared a device block with a write that failed: the next shard
    /// begins with them.</summary>
    public IReadOnlyList<JournalLine> Rescue { get; private set; } = [];

    /// <summary>Forgets an ended shard that is gone.</summary>
    public void Forget(ShardName shard)
    {
        lock (_gate) _closed.RemoveAll(closed => closed.Name == shard);
    }

    /// <summary>Looks for a shard that another process made after this one took the lock.</summary>
    /// <returns>Its name, or <see langword="null"/>: the lock holds.</returns>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    public ShardName? FindSecondOwner() => _disk.FindEntry(_options.Directory) is null
        ? null
        : ShardName.List(_disk, _options.Directory)
            .FirstOrDefault(shard => shard.Sequence >= _options.FirstSequence && shard.Instance != _options.Instance);

    /// <summary>Returns the shard that the next lines go to; makes it if there is none, or the last one is
    /// full.</summary>
    /// <exception cref="IOException">There is none and none can be made.</exception>
    public JournalShard Prepare()
    {
        if (_current is not { } shard) return CreateNext();
        if (shard.Offset < _options.MaxShardBytes) return shard;

        try
        {
            // Before the old one ends: on a full disk the room that it keeps is all there is.
            var next = Create();
            Close();
            SetCurrent(next);
            _metrics.ShardRotated();
            return next;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Log.JournalRoomRefused(_logger, shard.Name.FileName, e);
            return shard;
        }
    }

    /// <summary>Makes a new shard; there is none that is written to.</summary>
    public JournalShard CreateNext()
    {
        var shard = Create();
        SetCurrent(shard);
        return shard;
    }

    /// <summary>Says that the lines of <see cref="Rescue"/> are durable elsewhere.</summary>
    public void Rescued() => Rescue = [];

    /// <summary>Ends the shard with a footer, if there is one.</summary>
    public void Close()
    {
        if (_current is not { } shard) return;

        try
        {
            shard.Close(_time.GetUtcNow());
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Log.JournalShardPoisoned(_logger, shard.Name.FileName, e);
            _metrics.ShardPoisoned();
            Rescue = [.. shard.LastBlock];
        }

        Abandon();
    }

    /// <summary>Writes nothing more to the shard, not even a footer, which would vouch for what it holds.</summary>
    public void Abandon()
    {
        if (_current is not { } shard) return;

        shard.Dispose();
        lock (_gate)
        {
            _closed.Add(new(shard.Name, shard.FlushedLength));
            _current = null;
        }
    }

    /// <summary>Ends the shard whose file is gone, or is not what was written. It keeps its place among the others:
    /// what has its name must not outlast a younger one.</summary>
    public void Lose()
    {
        if (_current is not { } shard) return;

        lock (_gate) _lost.Add(shard.Name);
        Abandon();
    }

    /// <summary>Whether what has the name of an ended shard, if anything, is not what was written.</summary>
    public bool IsLost(ShardName shard)
    {
        lock (_gate) return _lost.Contains(shard);
    }

    public void Dispose() => Abandon();

    // A number is used once, whatever becomes of it: the name of a shard that could not be made may still be there.
    private JournalShard Create()
    {
        _options.Place.ThrowIfGone();
        var shard = JournalShard.Create(_disk, _options.Directory, new(_nextSequence++, _options.Instance),
            _options.HeaderMembers?.Invoke(), _time.GetUtcNow());
        try
        {
            // The directory may have been replaced between the look at it and the new file.
            _options.Place.ThrowIfGone();
            return shard;
        }
        catch
        {
            shard.Dispose();
            JournalShard.Discard(_disk, Path.Join(_options.Directory, shard.Name.FileName));
            throw;
        }
    }

    private void SetCurrent(JournalShard shard)
    {
        lock (_gate) _current = shard;
    }
}
