namespace SessionPersistence;

/// <summary>A lock of it that is held.</summary>
internal sealed class AdaptedLock(AdaptedFileSystem owner, Stream stream, string path) : IDisposable
{
    private int _released;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) owner.Unlock(stream, path);
    }
}
