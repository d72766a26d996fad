namespace SessionPersistence.Storage;

/// <summary>An open file of a <see cref="DurableFileSystem"/>.</summary>
/// <remarks>Reads may run beside one writer; there is never more than one thread that writes or flushes. The open file
/// survives its names.</remarks>
public abstract class DurableFile : IDisposable
{
    /// <summary>Gets the length in bytes, as it is visible now.</summary>
    public abstract long Length { get; }

    /// <summary>Reads up to <c>buffer.Length</c> bytes.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Bytes from the start of the file.</param>
    /// <returns>The number of bytes read; less than asked for only at the end of the file.</returns>
    public abstract int Read(Span<byte> buffer, long offset);

    /// <summary>Writes one buffer, whole. Visible at once; durable after <see cref="Flush"/>.</summary>
    /// <param name="buffer">What.</param>
    /// <param name="offset">Bytes from the start of the file; at most its length.</param>
    /// <exception cref="IOException">The device refused; a part of the buffer may be in the file.</exception>
    public abstract void Write(ReadOnlySpan<byte> buffer, long offset);

    /// <summary>Cuts the file. Durable after <see cref="Flush"/>.</summary>
    /// <param name="length">The new length in bytes; at most the present one.</param>
    public abstract void SetLength(long length);

    /// <summary>Makes bytes and length durable; says so only if the device did.</summary>
    /// <exception cref="IOException">The device refused: what was written since the last flush may be lost, although it
    /// can still be read. Never flush this file again.</exception>
    public abstract void Flush();

    /// <summary>Looks at the name that the file was opened by: whether it still is this file, and how long it is
    /// there.</summary>
    /// <returns>The length in bytes; <see langword="null"/> when nothing has the name, or another file has. Where files
    /// have no number that tells them apart, whatever file has the name is taken for this one.</returns>
    /// <remarks>One call to the system, one more the first time, and no allocation.</remarks>
    /// <exception cref="IOException">The name cannot be looked at.</exception>
    public abstract long? FindLengthByName();

    /// <summary>Closes the file. Flushes nothing.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the handle.</summary>
    protected abstract void Dispose(bool disposing);
}
