namespace SessionPersistence;

/// <summary>The names of the events that make up the life of a turn. A <see cref="TurnJournal"/> takes any other name
/// too.</summary>
public static class TurnEventNames
{
    /// <summary>The user's input: it opens the turn.</summary>
    public const string Submitted = "submitted";

    /// <summary>A worker has taken the turn.</summary>
    public const string WorkerStarted = "worker_started";

    /// <summary>The answer has begun.</summary>
    public const string AssistantStarted = "assistant_started";

    /// <summary>The answer is complete: an ending, after which the turn takes nothing.</summary>
    public const string Completed = "completed";

    /// <summary>The turn ended without its answer: an ending.</summary>
    public const string Interrupted = "interrupted";
}
