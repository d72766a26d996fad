namespace SessionPersistence.Documents;

/// <summary>Why a file is not read as a session.</summary>
internal enum DocumentFaultKind
{
    /// <summary>There is no file of that name.</summary>
    Missing,

    /// <summary>It is empty, cut off, not UTF-8, not JSON, or its <c>messages</c> are not a list.</summary>
    Damaged,

    /// <summary>It is JSON, but no session: somebody else's file, never rewritten.</summary>
    ForeignFile,

    /// <summary>It is larger than is read.</summary>
    TooLarge,

    /// <summary>It can be read, but something else than this library changed it.</summary>
    Changed,

    /// <summary>It is a link, which is never followed.</summary>
    Linked,

    /// <summary>The file system did not give it.</summary>
    Unreadable,

    /// <summary>A newer version of this library wrote it.</summary>
    Newer,
}
