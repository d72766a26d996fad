namespace SessionPersistence.Journal;

/// <summary>A record on its way to a shard.</summary>
internal sealed class JournalAppend(JournalRecord record, IJournalSubscriber subscriber, JournalBatch batch)
{
    public JournalRecord Record { get; } = record;

    public IJournalSubscriber Subscriber { get; } = subscriber;

    /// <summary>Gets the batch whose task completes when the fate of the record is known.</summary>
    public JournalBatch Batch { get; } = batch;

    /// <summary>Gets or sets why the record was not acknowledged; set before the batch completes.</summary>
    public SessionPersistenceException? Error { get; set; }

    /// <summary>Gets whether the record may use the room that a shard keeps for what frees or ends something.</summary>
    public bool MayUseReserve => Record.Event is JournalEvent.Deleted || Record.Event.IsTerminal() || Record.Event.IsTurnMark();
}
