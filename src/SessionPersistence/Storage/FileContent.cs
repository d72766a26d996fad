using System.Buffers;

namespace SessionPersistence.Storage;

/// <summary>Reads whole files.</summary>
internal static class FileContent
{
    /// <summary>Reads a file as it is now.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be read, or has more than 2 GiB.</exception>
    public static byte[] Read(DurableFileSystem disk, string path)
    {
        using var file = disk.OpenFile(path);
        var bytes = new byte[LengthOf(file, path)];
        var read = file.Read(bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>Reads a file as it is now, without the bytes of one value that it ends in.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be read, or has more than 2 GiB.</exception>
    public static byte[] ReadTrimmed(DurableFileSystem disk, string path, byte trailing)
    {
        using var file = disk.OpenFile(path);
        var length = LengthOf(file, path);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = buffer.AsSpan(0, file.Read(buffer.AsSpan(0, length), 0));
            return read[..(read.LastIndexOfAnyExcept(trailing) + 1)].ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Asked for once: a live owner may make the file longer at any moment.
    private static int LengthOf(DurableFile file, string path)
    {
        var length = file.Length;
        return length <= Array.MaxLength ? (int)length : throw new IOException($"'{path}' has {length} bytes, too many to be read at once.");
    }
}
