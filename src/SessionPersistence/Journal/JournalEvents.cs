namespace SessionPersistence.Journal;

/// <summary>The names of the events on disk, and what each kind of event means for the journal.</summary>
internal static class JournalEvents
{
    private static readonly string[] Names =
    [
        "shard", "footer", "created", "metadata", "submitted", "step", "worker_started", "assistant_started", "partial",
        "completed", "interrupted", "appended", "rewritten", "deleted", "covered",
    ];

    public static string Name(this JournalEvent journalEvent) => Names[(int)journalEvent];

    public static JournalEvent? Parse(string? name)
    {
        var index = Array.IndexOf(Names, name);
        return index < 0 ? null : (JournalEvent)index;
    }

    /// <summary>Whether the event is a write of its session: it has a revision and is flushed before its call
    /// returns.</summary>
    public static bool IsWrite(this JournalEvent journalEvent) => journalEvent is
        JournalEvent.Created or JournalEvent.Metadata or JournalEvent.Submitted or JournalEvent.Step
            or JournalEvent.Completed
        or JournalEvent.Interrupted or JournalEvent.Appended or JournalEvent.Rewritten or JournalEvent.Deleted;

    public static bool IsTerminal(this JournalEvent journalEvent) =>
        journalEvent is JournalEvent.Completed or JournalEvent.Interrupted;

    /// <summary>Whether the event says something of a turn that no revision covers.</summary>
    public static bool IsTurnMark(this JournalEvent journalEvent) => journalEvent is
        JournalEvent.WorkerStarted or JournalEvent.AssistantStarted or JournalEvent.Partial;
}
