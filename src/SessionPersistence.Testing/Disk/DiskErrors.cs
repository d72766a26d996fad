namespace SessionPersistence.Testing.Disk;

/// <summary>The exceptions that .NET throws for the errors of an operating system.</summary>
internal static class DiskErrors
{
    private const int Win32 = unchecked((int)0x80070000);

    public static Exception Of(FaultError error, string path, bool windows) => error switch
    {
        FaultError.NoSpace => Refused("No space left on device", path, windows ? Win32 | 0x70 : 28),
        FaultError.AccessDenied => Denied(path, windows),
        FaultError.ReadOnlyFileSystem => Refused("Read-only file system", path, windows ? Win32 | 0x13 : 30),
        FaultError.TooManyOpenFiles => Refused("Too many open files", path, windows ? Win32 | 0x04 : 24),
        FaultError.SharingViolation => Refused("Used by another process", path, windows ? Win32 | 0x20 : 11),
        _ => Refused("Input/output error", path, windows ? unchecked((int)0x8007045d) : 5),
    };

    public static UnauthorizedAccessException Denied(string path, bool windows)
    {
        var message = $"Access to the path '{path}' is denied.";
        return windows
            ? new UnauthorizedAccessException(message)
            : new UnauthorizedAccessException(message, Refused("Permission denied", path, 13));
    }

    public static IOException Exists(string path, bool windows) =>
        Refused("The name is taken", path, windows ? Win32 | 0xb7 : 17);

    public static IOException Link(string path) => Refused("Too many levels of symbolic links", path, 40);

    public static IOException Refused(string message, string path, int code) => new($"{message} : '{path}'", code);

    public static FileNotFoundException NoFile(string path) => new($"Could not find file '{path}'.", path);

    public static DirectoryNotFoundException NoDirectory(string path) =>
        new($"Could not find a part of the path '{path}'.");
}
