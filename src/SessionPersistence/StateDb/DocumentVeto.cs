namespace SessionPersistence.StateDb;

/// <summary>What speaks against making a document of a session out of a database.</summary>
internal enum DocumentVeto
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The store has the session, although it has no document.</summary>
    Alive,

    /// <summary>The store deleted it.</summary>
    Deleted,

    /// <summary>Another program deleted it.</summary>
    Tombstoned,

    /// <summary>Whether it was deleted cannot be read.</summary>
    Uncertain,
}
