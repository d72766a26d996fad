using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>A directory whose names are flushed with <c>fsync</c>.</summary>
internal sealed class RawDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;

    public RawDirectory(string path)
    {
        const int ReadOnly = 0;
        var descriptor = LinuxCalls.OpenForReading(path, ReadOnly);
        LinuxCalls.ThrowIf(descriptor < 0);
        _handle = new(descriptor, ownsHandle: true);
    }

    public void Flush() => LinuxCalls.ThrowIf(LinuxCalls.Flush(_handle) != 0);

    public void Dispose() => _handle.Dispose();
}
