using SessionPersistence.Storage;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>The disk of this computer, with a count of what is handed to it.</summary>
internal sealed class CountingFileSystem : DurableFileSystem
{
    private readonly PhysicalFileSystem _disk = new();
    private readonly WriteCounter _counter = new();

    public override FileSystemCapabilities Capabilities => _disk.Capabilities;

    /// <summary>Gets the bytes written so far.</summary>
    public WrittenBytes Written => _counter.Bytes;

    /// <summary>Gets how often a shard of a journal was flushed so far.</summary>
    public long ShardFlushes => _counter.ShardFlushes;

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null) =>
        new CountingFile(_disk.CreateFile(path, ownership), path, _counter);

    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        _disk.CreateDirectory(path, ownership);

    public override void FlushDirectory(string path) => _disk.FlushDirectory(path);

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => _disk.ListDirectory(path);

    public override FileSystemEntry? FindEntry(string path) => _disk.FindEntry(path);

    public override DurableFile OpenFile(string path) => _disk.OpenFile(path);

    public override void ReplaceFile(string sourcePath, string destinationPath) =>
        _disk.ReplaceFile(sourcePath, destinationPath);

    public override bool TryPublishFile(string sourcePath, string destinationPath) =>
        _disk.TryPublishFile(sourcePath, destinationPath);

    public override bool TryLinkFile(string sourcePath, string destinationPath) =>
        _disk.TryLinkFile(sourcePath, destinationPath);

    public override void DeleteFile(string path) => _disk.DeleteFile(path);

    public override DurableLock? TryLock(string path) => _disk.TryLock(path);

    public override long? GetFreeBytes(string directory) => _disk.GetFreeBytes(directory);
}
