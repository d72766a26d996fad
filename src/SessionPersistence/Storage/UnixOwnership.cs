using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>Gives a new file or directory an owner, a group and a mode, as far as the process may.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixOwnership
{
    private const uint AsItIs = uint.MaxValue;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    public static void Give(SafeFileHandle handle, FileOwnership ownership, string path)
    {
        // The mode comes last: giving a file away takes bits of it, and before that nobody else may open it.
        var hasGroup = TryChange(handle, ownership.UserId, ownership.GroupId, path)
            || TryChange(handle, AsItIs, ownership.GroupId, path);
        var mode = hasGroup ? ownership.Mode : ownership.Mode & ~Group;
        if (UnixCalls.ChangeMode(handle, (int)mode) != 0) ThrowUnlessForbidden("Changing the mode of", path);
    }

    private static bool TryChange(SafeFileHandle handle, uint userId, uint groupId, string path)
    {
        if (UnixCalls.ChangeOwner(handle, userId, groupId) == 0) return true;

        ThrowUnlessForbidden("Changing the owner of", path);
        return false;
    }

    private static void ThrowUnlessForbidden(string operation, string path)
    {
        var errno = Marshal.GetLastPInvokeError();

        // Invalid: a number that a container does not know.
        if (errno is not (Errno.NotPermitted or Errno.AccessDenied or Errno.Invalid) && !Errno.MeansNotSupported(errno))
            throw Errno.ToException(errno, operation, path);
    }
}
