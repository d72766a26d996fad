namespace SessionPersistence;

/// <summary>What became of a row of the table <c>sessions</c>.</summary>
public enum StateDbOutcomeKind
{
    /// <summary>Its document was made; it is durable.</summary>
    Materialised,

    /// <summary>The store has the session: as a document, or in its journal.</summary>
    AlreadyThere,

    /// <summary>Another program made the document at the same time; that one stands
    /// (<c>sidecar_appeared_during_reconcile</c>).</summary>
    AppearedMeanwhile,

    /// <summary>A file that is no readable session has the name; it is left as it is.</summary>
    NameHeld,

    /// <summary>The session was deleted from the store.</summary>
    Deleted,

    /// <summary>Another program deleted the session and left a tombstone.</summary>
    Tombstoned,

    /// <summary>Whether the session was deleted is unknown, because records of deletions are damaged: a person
    /// decides.</summary>
    MaybeDeleted,

    /// <summary>The session has no messages: a person decides.</summary>
    NoMessages,

    /// <summary>The id breaks the rule of <see cref="SessionPersistence.SessionId"/>; no file was looked for.</summary>
    UnsafeId,

    /// <summary>There is no such row.</summary>
    NoRow,

    /// <summary>The document could not be made, or is not known to be durable.</summary>
    Failed,
}
