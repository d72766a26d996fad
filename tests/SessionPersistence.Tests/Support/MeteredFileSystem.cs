using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Support;

/// <summary>Passes every call on and tells how many bytes are read.</summary>
internal sealed class MeteredFileSystem(DurableFileSystem inner, Action<int> onRead) : DurableFileSystem
{
    public override FileSystemCapabilities Capabilities => inner.Capabilities;

    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        inner.CreateDirectory(path, ownership);

    public override void FlushDirectory(string path) => inner.FlushDirectory(path);

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => inner.ListDirectory(path);

    public override FileSystemEntry? FindEntry(string path) => inner.FindEntry(path);

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null) =>
        inner.CreateFile(path, ownership);

    public override DurableFile OpenFile(string path) => new MeteredFile(inner.OpenFile(path), onRead);

    public override void ReplaceFile(string sourcePath, string destinationPath) =>
        inner.ReplaceFile(sourcePath, destinationPath);

    public override bool TryPublishFile(string sourcePath, string destinationPath) =>
        inner.TryPublishFile(sourcePath, destinationPath);

    public override bool TryLinkFile(string sourcePath, string destinationPath) =>
        inner.TryLinkFile(sourcePath, destinationPath);

    public override void DeleteFile(string path) => inner.DeleteFile(path);

    public override DurableLock? TryLock(string path) => inner.TryLock(path);

    public override long? GetFreeBytes(string directory) => inner.GetFreeBytes(directory);

    private sealed class MeteredFile(DurableFile inner, Action<int> onRead) : DurableFile
    {
        public override long Length => inner.Length;

        public override int Read(Span<byte> buffer, long offset)
        {
            var count = inner.Read(buffer, offset);
            onRead(count);
            return count;
        }

        public override void Write(ReadOnlySpan<byte> buffer, long offset) => inner.Write(buffer, offset);

        public override void SetLength(long length) => inner.SetLength(length);

        public override void Flush() => inner.Flush();

        public override long? FindLengthByName() => inner.FindLengthByName();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
