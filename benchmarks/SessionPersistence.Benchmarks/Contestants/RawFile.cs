using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>A file that is written with <c>pwrite</c> and flushed with <c>fdatasync</c>: as little as a durable write
/// can be made of.</summary>
internal sealed class RawFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private RawFile(SafeFileHandle handle) => _handle = handle;

    public static RawFile Create(string path) => new(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write));

    public unsafe void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* first = bytes)
        {
            LinuxCalls.ThrowIf(LinuxCalls.Write(_handle, first, (nuint)bytes.Length, offset) != bytes.Length);
        }
    }

    public void Flush() => LinuxCalls.ThrowIf(LinuxCalls.FlushData(_handle) != 0);

    public void Dispose() => _handle.Dispose();
}
