using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

// What .NET does right on every platform; the ban keeps everyone else away from these types.
#pragma warning disable RS0030

/// <summary>Makes, locks and removes files.</summary>
internal static class PhysicalHandles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a file; of a name that is taken, also by a link or a pipe, it opens nothing.</summary>
    public static SafeFileHandle Create(string path) =>
        Open(path, FileMode.CreateNew, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Opens a file, or makes it, so that nobody can do the same: <c>flock</c> on Unix, a sharing mode on
    /// Windows; also within the process.</summary>
    public static SafeFileHandle? TryOpenExclusively(string path, Func<IOException, bool> isLockViolation)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException exception) when (isLockViolation(exception))
        {
            return null;
        }
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing is there, as asked.
        }
    }

    private static SafeFileHandle Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share,
            BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;

        try
        {
            // File.OpenHandle takes no mode. The handle outlives its stream: only disposing that would close it.
            return new FileStream(path, options).SafeFileHandle;
        }
        catch (Exception exception) when (PhysicalFault.IsMistyped(exception))
        {
            throw PhysicalFault.Retyped(exception, path);
        }
    }
}
