namespace SessionPersistence.Storage;

/// <summary>What a <see cref="DurableFileSystem"/> throws when the disk refuses.</summary>
internal static class DiskFault
{
    /// <summary>Returns whether the disk refused, as opposed to a caller that erred.</summary>
    public static bool Is(Exception exception) =>
        (exception is IOException or UnauthorizedAccessException) && !IsOfProgram(exception);

    // A part of the program cannot be loaded, as where the process may open no more files. That says nothing of the
    // disk, and does not pass: the runtime remembers it.
    private static bool IsOfProgram(Exception exception) => exception switch
    {
        FileLoadException => true,
        FileNotFoundException { FileName: { } name } => name.Contains(", Culture=", StringComparison.Ordinal),
        _ => false,
    };

    public static SessionWriteException NotDone(string operation, string path, Exception cause) =>
        new($"{operation} '{path}' failed before anything was changed: {cause.Message}", WriteOutcome.NotDone, cause);

    public static SessionWriteException Unknown(string operation, string path, Exception cause) =>
        new($"{operation} '{path}' failed half way, and may have happened: {cause.Message}", WriteOutcome.Unknown,
            cause);
}
