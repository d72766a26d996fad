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

    // Asked for once: a live owner may make the file longer at any moment.
    private static int LengthOf(DurableFile file, string path)
    {
        var length = file.Length;
        return length <= Array.MaxLength
            ? (int)length
            : throw new IOException($"'{path}' has {length} bytes, too many to be read at once.");
    }
}
