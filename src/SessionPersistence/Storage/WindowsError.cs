using System.Globalization;
using System.Runtime.InteropServices;

namespace SessionPersistence.Storage;

/// <summary>The error numbers of Windows that are told apart.</summary>
internal static class WindowsError
{
    public const int FileExists = 80;
    public const int AlreadyExists = 183;

    private const int InvalidFunction = 1;
    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int AccessDenied = 5;
    private const int NotSameDevice = 17;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;
    private const int NotSupported = 50;
    private const int TooManyLinks = 1142;

    /// <summary>Returns whether nothing has the name.</summary>
    public static bool MeansNone(int error) => error is FileNotFound or PathNotFound;

    /// <summary>Returns whether someone else has the file open or locked.</summary>
    public static bool IsSharing(int error) => error is SharingViolation or LockViolation;

    /// <summary>Returns whether a rename may go through a moment later: Windows says "denied" of a target that is
    /// open.</summary>
    public static bool MayPass(int error) => error == AccessDenied || IsSharing(error);

    public static bool MeansNoHardLinks(int error) =>
        error is InvalidFunction or NotSupported or NotSameDevice or TooManyLinks;

    /// <summary>Returns the exception that .NET throws for that number.</summary>
    public static Exception ToException(int error, string operation, string path)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{operation} '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error}).");
        return error switch
        {
            AccessDenied => new UnauthorizedAccessException(message),
            FileNotFound => new FileNotFoundException(message, path),
            PathNotFound => new DirectoryNotFoundException(message),
            _ => new IOException(message, unchecked((int)0x80070000) | error),
        };
    }
}
