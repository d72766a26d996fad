using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>An open file of it.</summary>
internal sealed class AdaptedFile(AdaptedFileSystem owner, FileBytes file, string path, FileAccess access) : DurableFile
{
    private int _closed;

    public override long Length
    {
        get
        {
            ThrowIfClosed();
            return owner.LengthOf(file);
        }
    }

    public override int Read(Span<byte> buffer, long offset)
    {
        ThrowIfClosed();
        return owner.Read(file, buffer, offset);
    }

    public override void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        ThrowIfNotWritable();
        owner.Write(file, buffer, offset);
    }

    public override void SetLength(long length)
    {
        ThrowIfNotWritable();
        owner.SetLength(file, length);
    }

    public override void Flush()
    {
        ThrowIfClosed();
        owner.Flush(file);
    }

    // Files have no numbers here: what the name stands for is told by its length.
    public override long? FindLengthByName() =>
        owner.FindEntry(path) is { Kind: FileSystemEntryKind.File } found ? found.Length : null;

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0 && access != FileAccess.Read) owner.EndWriting(file);
    }

    private void ThrowIfNotWritable()
    {
        ThrowIfClosed();
        if (access == FileAccess.Read) throw new UnauthorizedAccessException($"'{path}' is open for reading only.");
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
}
