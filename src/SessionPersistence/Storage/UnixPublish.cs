using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SessionPersistence.Storage;

/// <summary>Three ways to give a file a name that must be free, the best first.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixPublish
{
    // A call that the C library lacks is found missing once; a file system that lacks it is asked each time.
    private static volatile bool HasExclusiveRename = true;

    /// <summary>Returns <see langword="null"/> where this is unknown: NFS, old kernels, some file systems in user
    /// space.</summary>
    public static bool? TryRenameExclusively(string source, string destination)
    {
        if (!HasExclusiveRename) return null;

        try
        {
            if (UnixCalls.RenameExclusively(source, destination) == 0) return true;
        }
        catch (EntryPointNotFoundException)
        {
            HasExclusiveRename = false;
            return null;
        }

        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.Exists) return false;

        return errno == Errno.Invalid || Errno.MeansNotSupported(errno)
            ? null
            : throw Errno.ToException(errno, "Publishing", destination);
    }

    /// <summary>Returns <see langword="null"/> where there are no hard links.</summary>
    public static bool? TryLinkAndUnlink(string source, string destination)
    {
        if (UnixCalls.Link(source, destination) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (Errno.MeansNoHardLinks(errno)) return null;
            if (errno != Errno.Exists) throw Errno.ToException(errno, "Publishing", destination);

            // The reply of a network file system may be lost and the request repeated: then the name that is taken is
            // ours.
            if (UnixEntries.Find(source, "") is not { FileId: not 0 } ours
                || UnixEntries.Find(destination, "")?.FileId != ours.FileId) return false;
        }

        if (UnixCalls.Unlink(source) != 0) throw LastError("Removing the staging name", source);

        return true;
    }

    /// <summary>One winner only under the store's lock.</summary>
    public static bool TryLookAndRename(string source, string destination)
    {
        if (UnixEntries.Find(destination, "") is not null) return false;

        if (UnixCalls.Rename(source, destination) != 0) throw LastError("Publishing", destination);

        return true;
    }

    private static Exception LastError(string operation, string path) =>
        Errno.ToException(Marshal.GetLastPInvokeError(), operation, path);
}
