using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>The system calls that raw rivals are made of.</summary>
internal static partial class LinuxCalls
{
    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "pwrite", SetLastError = true)]
    public static unsafe partial nint Write(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport(C, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FlushData(SafeFileHandle file);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(SafeFileHandle file);

    /// <summary>Opens for reading what exists; the one way to get a handle of a directory.</summary>
    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenForReading(string path, int flags);

    /// <summary>Throws what the last call said.</summary>
    public static void ThrowIf(bool failed)
    {
        if (failed) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }
}
