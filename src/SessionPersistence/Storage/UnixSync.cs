using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>Flushes, and learns whether the device did.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixSync
{
    // macOS has the call, but keeps no promise with it; an old C library has none, and is asked once.
    private static volatile bool HasDataSync = OperatingSystem.IsLinux();

    /// <summary>Makes bytes and length durable; time stamps may wait, so that overwriting needs no commit of the file
    /// system's journal.</summary>
    /// <returns>0 or an errno.</returns>
    public static int Data(SafeFileHandle handle)
    {
        if (!HasDataSync) return All(handle);

        try
        {
            return Retried(UnixCalls.FileDataSync, handle);
        }
        catch (EntryPointNotFoundException)
        {
            HasDataSync = false;
            return All(handle);
        }
    }

    /// <summary>Makes everything durable.</summary>
    /// <returns>0 or an errno.</returns>
    public static int All(SafeFileHandle handle)
    {
        if (OperatingSystem.IsMacOS())
        {
            // Only this empties the cache of the drive. A plain flush is for network file systems that do not know it:
            // after a real error it could only hide what was lost.
            var errno = Retried(static h => UnixCalls.FileControl(h, UnixCalls.FullSync), handle);
            if (errno is not (Errno.Invalid or Errno.NotForThisDevice) && !Errno.MeansNotSupported(errno)) return errno;
        }

        return Retried(UnixCalls.FileSync, handle);
    }

    private static int Retried(Func<SafeFileHandle, int> call, SafeFileHandle handle)
    {
        while (true)
        {
            if (call(handle) >= 0) return 0;

            // An unknown reason is still a failure.
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted) return errno == 0 ? Errno.InputOutput : errno;
        }
    }
}
