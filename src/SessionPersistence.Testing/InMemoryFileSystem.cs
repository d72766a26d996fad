using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>A fast file system in memory, for tests of a host that has nothing to say about crashes.</summary>
/// <remarks>
/// Keeps no trace and nothing pending: every change is durable at once. Deterministic, and safe for concurrent use.
/// Paths are absolute, whatever they start with; <c>/</c> exists. For power loss and failing disks there is
/// <see cref="CrashFileSystem"/>.
/// </remarks>
public sealed class InMemoryFileSystem : DurableFileSystem
{
    private readonly CrashFileSystem _disk = new() { KeepsHistory = false };

    /// <inheritdoc />
    public override FileSystemCapabilities Capabilities => _disk.Capabilities;

    /// <summary>Puts a file on the disk, with the directories above it; one that is there already is
    /// replaced.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">What it holds.</param>
    public void Seed(string path, ReadOnlySpan<byte> content) => _disk.Seed(path, content);

    /// <summary>Puts a text file on the disk, in UTF-8 without a mark.</summary>
    /// <inheritdoc cref="Seed(string, ReadOnlySpan{byte})" />
    public void Seed(string path, string content) => _disk.Seed(path, content);

    /// <summary>Writes out the whole disk as text: directories and files sorted by path, each file with its length and
    /// content.</summary>
    /// <returns>One line per entry and per line of content; a newline at the end of a line and all that is not
    /// printable ASCII are escaped as in C.</returns>
    public string Dump() => _disk.Dump();

    /// <inheritdoc />
    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        _disk.CreateDirectory(path, ownership);

    /// <inheritdoc />
    public override void FlushDirectory(string path) => _disk.FlushDirectory(path);

    /// <inheritdoc />
    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => _disk.ListDirectory(path);

    /// <inheritdoc />
    public override FileSystemEntry? FindEntry(string path) => _disk.FindEntry(path);

    /// <inheritdoc />
    public override DurableFile CreateFile(string path, FileOwnership? ownership = null) =>
        _disk.CreateFile(path, ownership);

    /// <inheritdoc />
    public override DurableFile OpenFile(string path) => _disk.OpenFile(path);

    /// <inheritdoc />
    public override void ReplaceFile(string sourcePath, string destinationPath) =>
        _disk.ReplaceFile(sourcePath, destinationPath);

    /// <inheritdoc />
    public override bool TryPublishFile(string sourcePath, string destinationPath) =>
        _disk.TryPublishFile(sourcePath, destinationPath);

    /// <inheritdoc />
    public override bool TryLinkFile(string sourcePath, string destinationPath) =>
        _disk.TryLinkFile(sourcePath, destinationPath);

    /// <inheritdoc />
    public override void DeleteFile(string path) => _disk.DeleteFile(path);

    /// <inheritdoc />
    public override DurableLock? TryLock(string path) => _disk.TryLock(path);

    /// <inheritdoc />
    public override long? GetFreeBytes(string directory) => _disk.GetFreeBytes(directory);
}
