namespace SessionPersistence.FileStore;

/// <summary>What becomes of an id that was deleted, when a session is created.</summary>
internal enum DeletedIdUse
{
    /// <summary>It is not used again.</summary>
    Refuse,

    /// <summary>It begins another life; a file that somebody put under its name is set aside.</summary>
    Replace,

    /// <summary>It begins another life with what that file says: the file stays until the document takes its
    /// place.</summary>
    Continue,
}
