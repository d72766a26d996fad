namespace SessionPersistence.Journal;

/// <summary>Is told what became of its records, in the order in which they were queued, before their callers
/// are.</summary>
/// <remarks>Called by the thread that flushes: quick, no I/O, no exception.</remarks>
internal interface IJournalSubscriber
{
    /// <summary>The record is durable.</summary>
    void OnFlushed(JournalRecord record, ShardName shard);

    /// <summary>The record was not written and never will be.</summary>
    void OnRefused(JournalRecord record);
}
