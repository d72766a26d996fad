namespace SessionPersistence;

/// <summary>What a <see cref="Turn"/> asks its store to write.</summary>
public enum TurnWriteKind
{
    /// <summary>A worker has begun; need not be durable at once.</summary>
    WorkerStarted,

    /// <summary>The answer has begun; need not be durable at once.</summary>
    AssistantStarted,

    /// <summary>Text of an unfinished answer, in addition to what came before; need not be durable at once.</summary>
    Partial,

    /// <summary>Messages within the turn.</summary>
    Step,

    /// <summary>The answer, and the end of the turn.</summary>
    Completed,

    /// <summary>The end of the turn without its answer.</summary>
    Interrupted,
}
