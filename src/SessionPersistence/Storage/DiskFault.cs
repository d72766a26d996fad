namespace SessionPersistence.Storage;

/// <summary>What a <see cref="DurableFileSystem"/> throws when the disk refuses.</summary>
internal static class DiskFault
{
    /// <summary>Returns whether the disk refused, as opposed to a caller that erred.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static SessionWriteException NotDone(string operation, string path, Exception cause) =>
        new($"{operation} '{path}' failed before anything was changed: {cause.Message}", WriteOutcome.NotDone, cause);

    public static SessionWriteException Unknown(string operation, string path, Exception cause) =>
        new($"{operation} '{path}' failed half way, and may have happened: {cause.Message}", WriteOutcome.Unknown,
            cause);
}
