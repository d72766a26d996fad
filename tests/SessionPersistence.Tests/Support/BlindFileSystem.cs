using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Support;

/// <summary>A disk for a mutated journal: the looks at names before an acknowledgement are left out, or come too early:
/// at the lock before the write, at the shard before the flush.</summary>
internal sealed class BlindFileSystem(DurableFileSystem inner, bool looksTooEarly) : DurableFileSystem
{
    private readonly bool _looks = looksTooEarly;
    private Lock? _lock;

    /// <summary>Gets whether only the look at shards is mutated; otherwise that at locks is, and shards are never looked
    /// at.</summary>
    public bool SeesLocks { get; init; }

    public override FileSystemCapabilities Capabilities => inner.Capabilities;

    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        inner.CreateDirectory(path, ownership);

    public override void FlushDirectory(string path) => inner.FlushDirectory(path);

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => inner.ListDirectory(path);

    public override FileSystemEntry? FindEntry(string path) => inner.FindEntry(path);

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null) =>
        path.EndsWith(".jsonl", StringComparison.Ordinal)
            ? new Shard(this, inner.CreateFile(path, ownership))
            : inner.CreateFile(path, ownership);

    public override DurableFile OpenFile(string path) => inner.OpenFile(path);

    public override void ReplaceFile(string sourcePath, string destinationPath) =>
        inner.ReplaceFile(sourcePath, destinationPath);

    public override bool TryPublishFile(string sourcePath, string destinationPath) =>
        inner.TryPublishFile(sourcePath, destinationPath);

    public override bool TryLinkFile(string sourcePath, string destinationPath) =>
        inner.TryLinkFile(sourcePath, destinationPath);

    public override void DeleteFile(string path) => inner.DeleteFile(path);

    public override DurableLock? TryLock(string path) =>
        inner.TryLock(path) is not { } held ? null : SeesLocks ? held : _lock = new(held, _looks);

    public override long? GetFreeBytes(string directory) => inner.GetFreeBytes(directory);

    private sealed class Lock(DurableLock held, bool looks) : DurableLock
    {
        private bool _isInPlace = true;

        public override bool IsInPlace() => _isInPlace;

        public void Look() => _isInPlace = !looks || held.IsInPlace();

        protected override void Dispose(bool disposing) => held.Dispose();
    }

    private sealed class Shard(BlindFileSystem owner, DurableFile file) : DurableFile
    {
        private long? _length;

        public override long Length => file.Length;

        public override int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public override void Write(ReadOnlySpan<byte> buffer, long offset)
        {
            owner._lock?.Look();
            file.Write(buffer, offset);
        }

        public override void SetLength(long length) => file.SetLength(length);

        public override void Flush()
        {
            _length = owner is { _looks: true, SeesLocks: true } ? file.FindLengthByName() : file.Length;
            file.Flush();
        }

        public override long? FindLengthByName() => _length;

        protected override void Dispose(bool disposing) => file.Dispose();
    }
}
