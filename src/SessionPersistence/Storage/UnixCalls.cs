using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>The C library of Linux (glibc, musl) and macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixCalls
{
    public const int FullSync = 51;

    private const string C = "libc";
    private const int CurrentDirectory = -100;
    private const uint LinuxNoReplace = 1;
    private const uint MacExclusive = 4;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7FF;

    // Type, mode, number and length. A kernel that was asked for the times of a file (Linux 6.13 and later) gives the
    // next write a time of its own, and each flush then has the inode to write too.
    private const uint StatusWithoutTimes = 0x303;

    // The flags of open(2) belong to the kernel and, on Linux, to the architecture.
    private static readonly bool IsMac = OperatingSystem.IsMacOS();
    private static readonly bool IsArmLike =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Armv6
            or Architecture.Ppc64le;

    public static int OpenDirectory { get; } = IsMac ? 0x100000 : IsArmLike ? 0x4000 : 0x10000;

    public static int OpenNoFollow { get; } = IsMac ? 0x100 : IsArmLike ? 0x8000 : 0x20000;

    public static int OpenCloseOnExec { get; } = IsMac ? 0x1000000 : 0x80000;

    public static int OpenNonBlocking { get; } = IsMac ? 0x4 : 0x800;

    /// <summary>Opens for reading what exists. The third argument of <c>open</c> is variadic, which some platforms pass
    /// differently: it cannot create here.</summary>
    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static partial int FileSync(SafeFileHandle handle);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static partial int FileSync(int descriptor);

    [LibraryImport(C, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FileDataSync(SafeFileHandle handle);

    [LibraryImport(C, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(SafeFileHandle handle, int command);

    /// <summary>Gives an open file to an owner and a group; <see cref="uint.MaxValue"/> leaves either as it
    /// is.</summary>
    [LibraryImport(C, EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle handle, uint userId, uint groupId);

    [LibraryImport(C, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle handle, int mode);

    [LibraryImport(C, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, int mode);

    [LibraryImport(C, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string source, string destination);

    [LibraryImport(C, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    [LibraryImport(C, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string source, string destination);

    /// <summary>Renames, if the new name is free.</summary>
    /// <exception cref="EntryPointNotFoundException">The C library is too old.</exception>
    public static int RenameExclusively(string source, string destination) =>
        IsMac
            ? RenameOnMac(source, destination, MacExclusive)
            : RenameOnLinux(CurrentDirectory, source, CurrentDirectory, destination, LinuxNoReplace);

    /// <summary>Asks what a name is, without following a link.</summary>
    /// <exception cref="EntryPointNotFoundException">The C library is too old.</exception>
    public static int Status(string path, out LinuxStatus status) =>
        Status(CurrentDirectory, path, NoFollow, BasicStatus, out status);

    /// <inheritdoc cref="Status(string, out LinuxStatus)"/>
    public static int Status(string path, out MacStatus status) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? StatusOnMacX64(path, out status)
            : StatusOnMac(path, out status);

    /// <summary>Asks what a name is, without its times and without following a link; allocates nothing.</summary>
    public static int Status(NativePath path, out LinuxStatus status) =>
        Status(CurrentDirectory, in path.Utf8, NoFollow, StatusWithoutTimes, out status);

    /// <inheritdoc cref="Status(NativePath, out LinuxStatus)"/>
    public static int Status(NativePath path, out MacStatus status) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? StatusOnMacX64(in path.Utf8, out status)
            : StatusOnMac(in path.Utf8, out status);

    /// <summary>Asks which file an open one is, without its times.</summary>
    /// <exception cref="EntryPointNotFoundException">The C library is too old.</exception>
    public static int Status(SafeFileHandle handle, out LinuxStatus status)
    {
        byte nothing = 0;
        return Status(handle, in nothing, EmptyPath, StatusWithoutTimes, out status);
    }

    /// <inheritdoc cref="Status(SafeFileHandle, out LinuxStatus)"/>
    public static int Status(SafeFileHandle handle, out MacStatus status) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? OpenStatusOnMacX64(handle, out status)
            : OpenStatusOnMac(handle, out status);

    [LibraryImport(C, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnLinux(
        int sourceDirectory, string source, int destinationDirectory, string destination, uint flags);

    [LibraryImport(C, EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnMac(string source, string destination, uint flags);

    [LibraryImport(C, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, out LinuxStatus status);

    [LibraryImport(C, EntryPoint = "statx", SetLastError = true)]
    private static partial int Status(int directory, in byte path, int flags, uint mask, out LinuxStatus status);

    [LibraryImport(C, EntryPoint = "statx", SetLastError = true)]
    private static partial int Status(
        SafeFileHandle file, in byte path, int flags, uint mask, out LinuxStatus status);

    [LibraryImport(C, EntryPoint = "lstat", SetLastError = true)]
    private static partial int StatusOnMac(in byte path, out MacStatus status);

    [LibraryImport(C, EntryPoint = "lstat$INODE64", SetLastError = true)]
    private static partial int StatusOnMacX64(in byte path, out MacStatus status);

    [LibraryImport(C, EntryPoint = "fstat", SetLastError = true)]
    private static partial int OpenStatusOnMac(SafeFileHandle file, out MacStatus status);

    [LibraryImport(C, EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int OpenStatusOnMacX64(SafeFileHandle file, out MacStatus status);

    [LibraryImport(C, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOnMac(string path, out MacStatus status);

    [LibraryImport(C, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOnMacX64(string path, out MacStatus status);
}
