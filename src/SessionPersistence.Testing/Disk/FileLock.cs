using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>A lock that is held until it is disposed, once, or its process ends.</summary>
internal sealed class FileLock(ulong file, CrashFileSystem process, string path) : DurableLock
{
    private int _released;

    public ulong File => file;

    public CrashFileSystem Process => process;

    public override bool IsInPlace() => process.FindLengthByName(file, path) is not null;

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            process.Unlock(this);
    }
}
