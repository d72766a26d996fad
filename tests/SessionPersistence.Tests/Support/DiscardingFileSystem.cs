using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Support;

/// <summary>A disk whose new shards keep nothing and cost nothing, so that what a writer allocates can be
/// counted.</summary>
internal sealed class DiscardingFileSystem : DurableFileSystem
{
    private readonly InMemoryFileSystem _inner = new();

    /// <summary>Gets whether other threads get a chance to queue something during a flush.</summary>
    public bool FlushLetsOthersRun { get; init; }

    public override FileSystemCapabilities Capabilities => _inner.Capabilities;

    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        _inner.CreateDirectory(path, ownership);

    public override void FlushDirectory(string path) => _inner.FlushDirectory(path);

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => _inner.ListDirectory(path);

    public override FileSystemEntry? FindEntry(string path) => _inner.FindEntry(path);

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null) =>
        path.EndsWith(".jsonl", StringComparison.Ordinal)
            ? new Discarding(FlushLetsOthersRun)
            : _inner.CreateFile(path, ownership);

    public override DurableFile OpenFile(string path) => _inner.OpenFile(path);

    public override void ReplaceFile(string sourcePath, string destinationPath) =>
        _inner.ReplaceFile(sourcePath, destinationPath);

    public override bool TryPublishFile(string sourcePath, string destinationPath) =>
        _inner.TryPublishFile(sourcePath, destinationPath);

    public override bool TryLinkFile(string sourcePath, string destinationPath) =>
        _inner.TryLinkFile(sourcePath, destinationPath);

    public override void DeleteFile(string path) => _inner.DeleteFile(path);

    public override DurableLock? TryLock(string path) =>
        _inner.TryLock(path) is { } held ? new KeptLock(held) : null;

    public override long? GetFreeBytes(string directory) => _inner.GetFreeBytes(directory);

    private sealed class KeptLock(DurableLock held) : DurableLock
    {
        public override bool IsInPlace() => true;

        protected override void Dispose(bool disposing) => held.Dispose();
    }

    private sealed class Discarding(bool flushYields) : DurableFile
    {
        private long _length;

        public override long Length => _length;

        public override int Read(Span<byte> buffer, long offset) => throw new NotSupportedException();

        public override void Write(ReadOnlySpan<byte> buffer, long offset) =>
            _length = Math.Max(_length, offset + buffer.Length);

        public override void SetLength(long length) => _length = length;

        public override void Flush()
        {
            if (flushYields) Thread.Yield();
        }

        public override long? FindLengthByName() => _length;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
