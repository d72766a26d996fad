namespace SessionPersistence.Storage;

/// <summary>A lock that is held; it goes when it is disposed or the process ends.</summary>
public abstract class DurableLock : IDisposable
{
    /// <summary>Looks at the name that was locked: a lock whose file has lost its name keeps nobody out.</summary>
    /// <returns>Whether the name still is the file that is locked. Where files have no number that tells them apart,
    /// whether there is a file.</returns>
    /// <remarks>As cheap as <see cref="DurableFile.FindLengthByName"/>.</remarks>
    /// <exception cref="IOException">The name cannot be looked at.</exception>
    public abstract bool IsInPlace();

    /// <summary>Gives the lock up; the file stays.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the handle.</summary>
    protected abstract void Dispose(bool disposing);
}
