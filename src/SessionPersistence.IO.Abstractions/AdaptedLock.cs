using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>A lock of it that is held.</summary>
internal sealed class AdaptedLock(AdaptedFileSystem owner, Stream stream, string path) : DurableLock
{
    private int _released;

    public override bool IsInPlace() => owner.FindEntry(path) is { Kind: FileSystemEntryKind.File };

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) owner.Unlock(stream, path);
    }
}
