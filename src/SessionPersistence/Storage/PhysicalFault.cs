namespace SessionPersistence.Storage;

/// <summary>Some errors of a device reach the caller of .NET as exceptions that say something else.</summary>
internal static class PhysicalFault
{
    /// <summary>Returns whether a file call threw what callers would take for misuse or for their own
    /// cancellation.</summary>
    /// <remarks>EFBIG arrives as <see cref="ArgumentOutOfRangeException"/>, ECANCELED as
    /// <see cref="OperationCanceledException"/>, ESPIPE as <see cref="NotSupportedException"/>.</remarks>
    public static bool IsMistyped(Exception exception) =>
        exception is ArgumentOutOfRangeException or OperationCanceledException or NotSupportedException;

    /// <summary>Returns the same failure as an <see cref="IOException"/>.</summary>
    public static IOException Retyped(Exception exception, string path) =>
        new($"The device refused an operation on '{path}': {exception.Message}", exception);
}
