using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Support;

/// <summary>Files in memory, for reading only; counts what is read.</summary>
internal sealed class BytesFileSystem : DurableFileSystem
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public override FileSystemCapabilities Capabilities => FileSystemCapabilities.CaseSensitive;

    public long BytesRead { get; set; }

    public int Reads { get; set; }

    /// <summary>Gets or sets what opening any file fails with.</summary>
    public Exception? OpenFailure { get; set; }

    /// <summary>Gets or sets what reading any file fails with.</summary>
    public Exception? ReadFailure { get; set; }

    public byte[] this[string path]
    {
        set => _files[path] = value;
    }

    public override DurableFile OpenFile(string path)
    {
        if (OpenFailure is not null) throw OpenFailure;

        return _files.TryGetValue(path, out var bytes)
            ? new BytesFile(this, bytes)
            : throw new FileNotFoundException("No such file.", path);
    }

    public override FileSystemEntry? FindEntry(string path) =>
        _files.TryGetValue(path, out var bytes) ? new(
            Path.GetFileName(path), FileSystemEntryKind.File, bytes.Length, default, 0) : null;

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => throw new NotSupportedException();

    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        throw new NotSupportedException();

    public override void FlushDirectory(string path) => throw new NotSupportedException();

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null) =>
        throw new NotSupportedException();

    public override void ReplaceFile(string sourcePath, string destinationPath) => throw new NotSupportedException();

    public override bool TryPublishFile(string sourcePath, string destinationPath) => throw new NotSupportedException();

    public override bool TryLinkFile(string sourcePath, string destinationPath) => throw new NotSupportedException();

    public override void DeleteFile(string path) => throw new NotSupportedException();

    public override DurableLock? TryLock(string path) => throw new NotSupportedException();

    public override long? GetFreeBytes(string directory) => throw new NotSupportedException();

    private sealed class BytesFile(BytesFileSystem disk, byte[] bytes) : DurableFile
    {
        public override long Length => bytes.Length;

        public override int Read(Span<byte> buffer, long offset)
        {
            if (disk.ReadFailure is not null) throw disk.ReadFailure;

            var count = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsSpan((int)offset, count).CopyTo(buffer);
            disk.BytesRead += count;
            disk.Reads++;
            return count;
        }

        public override void Write(ReadOnlySpan<byte> buffer, long offset) => throw new NotSupportedException();

        public override void SetLength(long length) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long? FindLengthByName() => bytes.Length;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
