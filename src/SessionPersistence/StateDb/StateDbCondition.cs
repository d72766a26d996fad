namespace SessionPersistence;

/// <summary>What became of an attempt to read a state database.</summary>
public enum StateDbCondition
{
    /// <summary>Its sessions can be read.</summary>
    Readable,

    /// <summary>There is no file.</summary>
    Absent,

    /// <summary>Another program has locked it, or changed it while it was read: later it may be readable.</summary>
    Busy,

    /// <summary>The file is no database, or a damaged one.</summary>
    Corrupt,

    /// <summary>A database without <c>sessions(id, source)</c>: what its sessions are cannot be known.</summary>
    OldSchema,

    /// <summary>The file, or what SQLite needs beside it, may not be opened.</summary>
    NoAccess,

    /// <summary>The device refused to give it.</summary>
    Unreadable,
}
