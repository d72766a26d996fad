namespace SessionPersistence.Storage;

/// <summary>Who makes a new name durable.</summary>
internal enum DirectoryFlush
{
    /// <summary>The call itself.</summary>
    Now,

    /// <summary>The caller, once for many files: nothing may be acknowledged before.</summary>
    ByCaller,
}
