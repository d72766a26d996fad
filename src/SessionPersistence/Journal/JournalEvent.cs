namespace SessionPersistence.Journal;

/// <summary>What a record of a shard says.</summary>
internal enum JournalEvent
{
    Shard,
    Footer,
    Created,
    Metadata,
    Submitted,
    Step,
    WorkerStarted,
    AssistantStarted,
    Partial,
    Completed,
    Interrupted,
    Appended,
    Rewritten,
    Deleted,
    Covered,
}
