using Microsoft.Win32.SafeHandles;

namespace SessionPersistence.Storage;

// RandomAccess writes and reads at offsets, and reports every failure; only its flush does not.
#pragma warning disable RS0030

/// <summary>A file of <see cref="PhysicalFileSystem"/>.</summary>
internal sealed class PhysicalFile(PhysicalPlatform platform, SafeFileHandle handle, string path) : DurableFile
{
    private NativePath? _name;
    private FileStatus? _status;

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(handle);
            }
            catch (Exception exception) when (PhysicalFault.IsMistyped(exception))
            {
                throw PhysicalFault.Retyped(exception, path);
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer, long offset)
    {
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (read == 0) break;
                total += read;
            }

            return total;
        }
        catch (Exception exception) when (PhysicalFault.IsMistyped(exception))
        {
            throw PhysicalFault.Retyped(exception, path);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        try
        {
            RandomAccess.Write(handle, buffer, offset);
        }
        catch (Exception exception) when (PhysicalFault.IsMistyped(exception))
        {
            throw PhysicalFault.Retyped(exception, path);
        }
    }

    /// <inheritdoc/>
    public override void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception exception) when (PhysicalFault.IsMistyped(exception))
        {
            throw PhysicalFault.Retyped(exception, path);
        }
    }

    /// <inheritdoc/>
    public override void Flush() => platform.FlushFile(handle, path);

    /// <inheritdoc/>
    public override long? FindLengthByName()
    {
        // Asked of the handle: of the name, it would be that of whatever has the name by now.
        _status ??= platform.StatusOf(handle, path);
        return platform.FindFile(_name ??= new(path)) is { } found && found.IsSameFile(_status.Value)
            ? found.Length
            : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
    }
}
