namespace SessionPersistence.Tests.Crash;

/// <summary>What a scenario asks of a store.</summary>
internal enum DeedKind
{
    /// <summary>The session was on the disk before the scenario.</summary>
    Seed,
    Create,
    Append,

    /// <summary>Appends what may be there already: it is there once afterwards.</summary>
    AppendOnce,
    Begin,
    Step,
    Partial,

    /// <summary>So much time passed that the partial text must be durable.</summary>
    SavePartial,
    Complete,
    Interrupt,
    Rewrite,
    Rename,
    Delete,

    /// <summary>So much time passed that what a deletion kept is gone.</summary>
    Expire,
    Checkpoint,

    /// <summary>A person says that a loss was meant.</summary>
    AcknowledgeBackup,

    /// <summary>A person removes a backup generation.</summary>
    RemoveBackup,

    /// <summary>A person puts a backup generation in the place of the document: what the session is afterwards begins
    /// with it.</summary>
    PutBackup,

    /// <summary>Another program adds messages to the document.</summary>
    ForeignWrite,

    /// <summary>The owner was killed; the next one opened the store.</summary>
    LoseOwner,
}
