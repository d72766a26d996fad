namespace SessionPersistence.Storage;

/// <summary>A lock of <see cref="PhysicalFileSystem"/>: a file that is open for nobody else.</summary>
internal sealed class PhysicalLock(PhysicalFile file) : DurableLock
{
    /// <inheritdoc/>
    public override bool IsInPlace() => file.FindLengthByName() is not null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
    }
}
