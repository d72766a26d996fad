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
        if (file.Length > Array.MaxLength) throw new IOException($"'{path}' has {file.Length} bytes, too many to be read at once.");

        var bytes = new byte[file.Length];
        var read = file.Read(bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
