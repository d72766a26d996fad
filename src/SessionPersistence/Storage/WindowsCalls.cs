using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

/// <summary>kernel32.dll.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsCalls
{
    public const uint MoveReplaceExisting = 0x1;
    public const uint MoveWriteThrough = 0x8;

    private const string Kernel = "kernel32.dll";
    private const int LongestShortPath = 247;

    [LibraryImport(Kernel, EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FlushFileBuffers(SafeFileHandle handle);

    [LibraryImport(
        Kernel, EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool MoveFile(string source, string destination, uint flags);

    [LibraryImport(
        Kernel, EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateHardLink(string newName, string existingName, nint securityAttributes);

    [LibraryImport(
        Kernel, EntryPoint = "CreateDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateDirectory(string path, nint securityAttributes);

    [LibraryImport(
        Kernel, EntryPoint = "GetDiskFreeSpaceExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetDiskFreeSpace(string directory, out ulong available, nint total, nint totalFree);

    /// <summary>Asks what a name is.</summary>
    /// <param name="path">The name.</param>
    /// <param name="level">0, for all that is standard.</param>
    /// <param name="attributes">The answer.</param>
    [LibraryImport(Kernel, EntryPoint = "GetFileAttributesExW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetFileAttributes(string path, int level, out WindowsFileAttributes attributes);

    /// <summary>Gives a long path the prefix that lifts the limit of 260 characters, as .NET does in its own
    /// calls.</summary>
    public static string Extended(string path)
    {
        var full = Path.GetFullPath(path);
        if (full.Length <= LongestShortPath || full.StartsWith(@"\\?\", StringComparison.Ordinal)) return full;

        return full.StartsWith(@"\\", StringComparison.Ordinal)
            ? string.Concat(@"\\?\UNC", full.AsSpan(1))
            : @"\\?\" + full;
    }
}
