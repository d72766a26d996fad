using SessionPersistence.Catalog;

namespace SessionPersistence.FileStore;

/// <summary>Says which document is written next, and when: at once where much is waiting, else when its session
/// rests.</summary>
/// <remarks>What it costs a write does not depend on the number of sessions. Safe for concurrent use; the order is that
/// of the due times, then of the ids.</remarks>
internal sealed class CheckpointSchedule(CheckpointLimits limits, TimeProvider time)
{
    private const long Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionEntry, Item> _items = [];
    private readonly PriorityQueue<Item, (long Due, SessionId Id)> _queue = new();
    private long _waitingBytes;

    private bool IsOverBudget => _waitingBytes > limits.TailBudget;

    /// <summary>Notes that a session was written, or deleted.</summary>
    /// <returns>How long it is until there may be something to take; <see cref="Timeout.InfiniteTimeSpan"/> when this
    /// adds nothing.</returns>
    public TimeSpan Changed(SessionEntry entry)
    {
        lock (_gate)
        {
            var (tail, document) = SizesOf(entry);
            if (!_items.TryGetValue(entry, out var item)) _items[entry] = item = new(entry);
            Update(item, tail);
            if (tail == 0) return Timeout.InfiniteTimeSpan;

            if (!item.IsUrgent) item.Due = Math.Max(item.RetryAt, In(RestFor(tail, document)));
            Queue(item);
            return IsOverBudget ? TimeSpan.Zero : Until(item.QueuedFor);
        }
    }

    /// <summary>Takes the session whose document is to be written now, if there is one. Nobody else gets it until it is
    /// <see cref="Done"/>.</summary>
    public SessionEntry? Take()
    {
        lock (_gate)
        {
            var item = (IsOverBudget ? Largest() : null) ?? FirstDue();
            if (item is null) return null;

            item.IsTaken = true;
            Count(item);
            return item.Entry;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    /// <param name="entry">The session.</param>
    /// <param name="succeeded">Whether its document was written, or need not be.</param>
    public void Done(SessionEntry entry, bool succeeded)
    {
        lock (_gate)
        {
            if (!_items.TryGetValue(entry, out var item)) return;

            var (tail, document) = SizesOf(entry);
            var isBehind = Checkpointer.NeedsCheckpoint(entry);
            (item.IsTaken, item.IsUrgent, item.IsStuck) = (false, false, !succeeded || !isBehind);
            Update(item, tail);
            if (tail == 0 || !isBehind) return;

            // Never again at once: what kept it from being written, or what was written meanwhile, may go on for ever.
            item.RetryAt = In(succeeded ? Rest : Retry);
            item.Due = Math.Max(item.RetryAt, In(RestFor(tail, document)));
            Queue(item);
        }
    }

    /// <summary>Has the document of a session written now, if anything is waiting.</summary>
    public void Urge(SessionEntry entry)
    {
        lock (_gate)
        {
            if (_items.TryGetValue(entry, out var item)) Urge(item);
        }
    }

    /// <summary>Has every document written now, for a last time.</summary>
    public void UrgeAll()
    {
        lock (_gate)
        {
            foreach (var item in _items.Values) Urge(item);
        }
    }

    /// <summary>Whether the document of a session could not be written when it was tried last.</summary>
    public bool IsStuck(SessionEntry entry)
    {
        lock (_gate) return _items.TryGetValue(entry, out var item) && item.IsStuck;
    }

    /// <summary>Returns how long it is until there is something to take; <see cref="Timeout.InfiniteTimeSpan"/> when
    /// nothing waits.</summary>
    public TimeSpan UntilNext()
    {
        lock (_gate)
        {
            if (IsOverBudget && Largest() is not null) return TimeSpan.Zero;
            return _queue.TryPeek(out _, out var first) ? Until(first.Due) : Timeout.InfiniteTimeSpan;
        }
    }

    // Under the gate of the schedule: what was looked at later must not be overtaken by what was looked at before.
    private static (long Tail, long Document) SizesOf(SessionEntry entry)
    {
        lock (entry.Gate) return (entry.TailBytes, entry.Document?.Length ?? 0);
    }

    // A rest that grows with what has to be written keeps a long conversation from being written anew after each of its
    // turns.
    private TimeSpan RestFor(long tail, long document)
    {
        if (tail > Math.Max(limits.TailFloor, document)) return TimeSpan.Zero;

        var rest = Rest * (1 + ((tail + document) / Mebibyte));
        return rest < LongestRest ? rest : LongestRest;
    }

    private long In(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

    private TimeSpan Until(long due)
    {
        if (due == long.MaxValue) return Timeout.InfiniteTimeSpan;

        var left = time.GetElapsedTime(time.GetTimestamp(), due);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Urge(Item item)
    {
        item.IsUrgent = true;
        item.Due = In(TimeSpan.Zero);
        Queue(item);
    }

    // An item stands in the queue for the earliest time that it ever had, and moves on when that comes: a busy session
    // costs the queue nothing.
    private void Queue(Item item)
    {
        if (item.IsTaken || item.Due >= item.QueuedFor) return;

        item.QueuedFor = item.Due;
        _queue.Enqueue(item, (item.Due, item.Entry.Id));
    }

    private Item? FirstDue()
    {
        var now = time.GetTimestamp();
        while (_queue.TryPeek(out var item, out var at) && at.Due <= now)
        {
            _queue.Dequeue();
            if (at.Due != item.QueuedFor) continue;

            item.QueuedFor = long.MaxValue;
            if (item.IsTaken || item.Bytes == 0) continue;
            if (item.Due <= now) return item;

            Queue(item);
        }

        return null;
    }

    private Item? Largest()
    {
        var now = time.GetTimestamp();
        return _items.Values.Where(item => item.CountedBytes > 0 && item.RetryAt <= now)
            .MaxBy(item => (item.CountedBytes, item.Entry.Id));
    }

    private void Update(Item item, long bytes)
    {
        item.Bytes = bytes;
        Count(item);
        if (bytes == 0) _items.Remove(item.Entry);
    }

    private void Count(Item item)
    {
        var counted = item.IsTaken || item.IsStuck ? 0 : item.Bytes;
        _waitingBytes += counted - item.CountedBytes;
        item.CountedBytes = counted;
    }

    private sealed class Item(SessionEntry entry)
    {
        public SessionEntry Entry { get; } = entry;

        /// <summary>Gets or sets the size of the tail when it was looked at last; 0 of an item that is gone.</summary>
        public long Bytes { get; set; }

        /// <summary>Gets or sets what it adds to the sum that is compared with the budget.</summary>
        public long CountedBytes { get; set; }

        public long Due { get; set; }

        /// <summary>Gets or sets the earliest time that it stands in the queue for.</summary>
        public long QueuedFor { get; set; } = long.MaxValue;

        /// <summary>Gets or sets the time before which it is not taken again, unless it is urged.</summary>
        public long RetryAt { get; set; }

        public bool IsTaken { get; set; }

        public bool IsUrgent { get; set; }

        public bool IsStuck { get; set; }
    }
}
