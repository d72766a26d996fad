namespace SessionPersistence.Catalog;

/// <summary>What a write is to what the session has already.</summary>
internal enum KnownWriteKind
{
    /// <summary>Nothing of it is there.</summary>
    New,

    /// <summary>All of it is there, and says the same.</summary>
    Repeat,

    /// <summary>An id of it is there, and stands for something else.</summary>
    Reused,
}
