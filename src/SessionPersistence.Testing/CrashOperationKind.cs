namespace SessionPersistence.Testing;

/// <summary>What was asked of a <see cref="CrashFileSystem"/>.</summary>
public enum CrashOperationKind
{
    /// <summary>A directory was created.</summary>
    CreateDirectory,

    /// <summary>A file was created.</summary>
    CreateFile,

    /// <summary>Bytes were written.</summary>
    Write,

    /// <summary>A file was cut.</summary>
    SetLength,

    /// <summary>A file was flushed.</summary>
    Flush,

    /// <summary>The names in a directory were flushed.</summary>
    FlushDirectory,

    /// <summary>A file took a name, from another file if there was one.</summary>
    Replace,

    /// <summary>A file took a name that was free.</summary>
    Publish,

    /// <summary>A file got a second name.</summary>
    Link,

    /// <summary>A name was removed.</summary>
    Delete,

    /// <summary>A lock was asked for; in the trace, its file was created.</summary>
    Lock,

    /// <summary>A file was opened. Never in the trace.</summary>
    OpenFile,

    /// <summary>Bytes were read. Never in the trace.</summary>
    Read,

    /// <summary>A directory was listed. Never in the trace.</summary>
    ListDirectory,

    /// <summary>A name was looked at. Never in the trace.</summary>
    FindEntry,
}
