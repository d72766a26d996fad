namespace SessionPersistence.Testing.Disk;

/// <summary>A lock that is held until it is disposed, once.</summary>
internal sealed class FileLock(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
