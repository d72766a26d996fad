using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>A line on its way to a shard, and what is to be done when its fate is known.</summary>
internal abstract class JournalLine
{
    /// <summary>Gets or sets the batch that the line is in; <see langword="null"/> before it is queued and when its
    /// fate is known.</summary>
    public JournalBatch? Batch { get; set; }

    /// <summary>Gets or sets why the line was not acknowledged; set before its batch completes.</summary>
    public SessionPersistenceException? Error { get; set; }

    /// <summary>Gets or sets how many bytes the line has in the shard that it was last written to.</summary>
    public int Length { get; set; }

    /// <summary>Gets the session that it is of.</summary>
    public abstract SessionId SessionId { get; }

    /// <summary>Gets a rough number of bytes that the line takes in a shard.</summary>
    public abstract int Size { get; }

    /// <summary>Gets whether a caller chose what is in the line, and so can be told that it is too large.</summary>
    public abstract bool IsOfCaller { get; }

    /// <summary>Gets whether the line may use the room that a shard keeps for what frees or ends something.</summary>
    public abstract bool MayUseReserve { get; }

    /// <summary>Gets the name of the history that the line belongs to: what is refused takes with it what was queued
    /// behind it there.</summary>
    public abstract string History { get; }

    /// <summary>Gets whether later lines of its history build on this one.</summary>
    public abstract bool IsWrite { get; }

    /// <summary>Gets whether somebody must be told when the line is refused and nobody waits for it.</summary>
    public abstract bool IsLossTold { get; }

    /// <summary>Gets or sets whether nobody waits for the line.</summary>
    public bool IsBuffered { get; set; }

    /// <summary>The line has its place in the queue. Under the gate of the writer: quick, no I/O, no
    /// exception.</summary>
    public virtual void Queued()
    {
    }

    /// <summary>Writes the line, sealed, with its line feed.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="number">Its number within the shard.</param>
    /// <param name="flushedNumber">The highest number that is known to be flushed.</param>
    /// <param name="seed">The seed of the shard.</param>
    public abstract void Write(ByteBuffer buffer, long number, long flushedNumber, uint seed);

    /// <summary>The line is durable. Called by the thread that flushes, before anybody who waits: quick, no I/O, no
    /// exception.</summary>
    public abstract void Flushed(ShardName shard);

    /// <summary>The journal needs the line no more: what shares a block of the device with the next write does not hold
    /// it.</summary>
    public virtual void LetGo()
    {
    }

    /// <summary>The line was not written and never will be. Called like <see cref="Flushed"/>.</summary>
    public abstract void Refused();
}
