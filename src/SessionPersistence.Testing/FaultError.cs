namespace SessionPersistence.Testing;

/// <summary>An error of a disk, thrown as .NET throws it.</summary>
public enum FaultError
{
    /// <summary>The device failed: EIO.</summary>
    InputOutput,

    /// <summary>The disk is full: ENOSPC.</summary>
    NoSpace,

    /// <summary>The caller may not: EACCES.</summary>
    AccessDenied,

    /// <summary>The file system became read-only: EROFS.</summary>
    ReadOnlyFileSystem,

    /// <summary>The process has too many open files: EMFILE.</summary>
    TooManyOpenFiles,

    /// <summary>Someone else has the file open: EWOULDBLOCK, ERROR_SHARING_VIOLATION.</summary>
    SharingViolation,
}
