namespace SessionPersistence.Stores;

/// <summary>What a <see cref="Turn"/> asks its store to write; for stores.</summary>
public enum TurnWriteKind
{
    /// <summary>Text of an unfinished answer, in addition to what came before; need not be durable at once.</summary>
    Progress = 1,

    /// <summary>Messages within the turn.</summary>
    Append,

    /// <summary>The answer, and the end of the turn.</summary>
    Complete,

    /// <summary>The end of the turn without its answer.</summary>
    Interrupt,
}
