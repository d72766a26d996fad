namespace SessionPersistence.Journal;

/// <summary>Whose records a shard holds.</summary>
internal enum ShardKind
{
    /// <summary>Those of a store: writes of the lives of sessions.</summary>
    Store,

    /// <summary>Those of a standalone journal: events of turns.</summary>
    Turns,
}
