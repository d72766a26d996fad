using System.Globalization;
using System.Runtime.InteropServices;

namespace SessionPersistence.Storage;

/// <summary>The error numbers of Linux and macOS that are told apart.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotADirectory = 20;
    public const int Invalid = 22;
    public const int NotForThisDevice = 25;
    public const int ReadOnlyFileSystem = 30;
    public const int TooManyLinks = 31;

    public static int WouldBlock { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    private static int NoSuchCall { get; } = OperatingSystem.IsMacOS() ? 78 : 38;

    private static int NotSupported { get; } = OperatingSystem.IsMacOS() ? 45 : 95;

    private static int OperationNotSupported { get; } = OperatingSystem.IsMacOS() ? 102 : 95;

    public static bool MeansNotSupported(int errno) =>
        errno == NoSuchCall || errno == NotSupported || errno == OperationNotSupported;

    public static bool MeansNoHardLinks(int errno) =>
        errno is NotPermitted or CrossDevice or TooManyLinks || MeansNotSupported(errno);

    /// <summary>Returns the exception whose <see cref="Exception.HResult"/> is the number.</summary>
    public static IOException ToIOException(int errno, string operation, string path) =>
        new(MessageOf(errno, operation, path), errno);

    /// <summary>Returns the exception that .NET throws for that number.</summary>
    public static Exception ToException(int errno, string operation, string path) => errno switch
    {
        NotPermitted or AccessDenied =>
            new UnauthorizedAccessException(MessageOf(errno, operation, path), ToIOException(errno, operation, path)),
        NoEntry => new FileNotFoundException(MessageOf(errno, operation, path), path),
        _ => ToIOException(errno, operation, path),
    };

    private static string MessageOf(int errno, string operation, string path) => string.Create(
        CultureInfo.InvariantCulture,
        $"{operation} '{path}' failed: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).");
}
