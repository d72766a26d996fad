using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>An open file: the number of the file, whatever becomes of its names.</summary>
internal sealed class CrashFile(CrashFileSystem fileSystem, ulong id, string path, FileAccess access) : DurableFile
{
    private int _closed;

    public override long Length
    {
        get
        {
            ThrowIfClosed();
            return fileSystem.LengthOf(id);
        }
    }

    public override int Read(Span<byte> buffer, long offset)
    {
        ThrowIfClosed();
        return fileSystem.Read(id, path, buffer, offset);
    }

    public override void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        ThrowIfNotWritable();
        fileSystem.Write(id, path, buffer, offset);
    }

    public override void SetLength(long length)
    {
        ThrowIfNotWritable();
        fileSystem.SetLength(id, path, length);
    }

    public override void Flush()
    {
        ThrowIfClosed();
        fileSystem.Flush(id, path);
    }

    public override long? FindLengthByName()
    {
        ThrowIfClosed();
        return fileSystem.FindLengthByName(id, path);
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            fileSystem.Close(id);
    }

    private void ThrowIfNotWritable()
    {
        ThrowIfClosed();
        if (access == FileAccess.Read)
            throw new UnauthorizedAccessException($"'{path}' is open for reading only.");
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
}
