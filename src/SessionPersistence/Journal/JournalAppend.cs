using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>A record of a store on its way to a shard.</summary>
internal sealed class JournalAppend(JournalRecord record, IJournalSubscriber subscriber) : JournalLine
{
    public JournalRecord Record { get; } = record;

    public override SessionId SessionId => Record.SessionId;

    public override int Size => Record.Size;

    /// <summary>Gets whether it is another copy of a record that is in the journal already: nobody can make it smaller,
    /// and its shard goes for it.</summary>
    public bool IsCopy { get; init; }

    public override bool IsOfCaller => !IsCopy && Record.IsOfCaller;

    public override bool MayUseReserve =>
        IsCopy || Record.Event is JournalEvent.Deleted || Record.Event.IsTerminal() || Record.Event.IsTurnMark();

    public override string History => Record.Life;

    public override bool IsWrite => !IsCopy && Record.Event.IsWrite();

    public override bool IsLossTold => Record.Event.IsTurnMark();

    public override void Write(ByteBuffer buffer, long number, long flushedNumber, uint seed) =>
        Record.WriteLine(buffer, number, flushedNumber, seed);

    public override void Flushed(ShardName shard) => subscriber.OnFlushed(Record, shard);

    public override void Refused()
    {
        // What the first copy did stands.
        if (!IsCopy) subscriber.OnRefused(Record);
    }
}
