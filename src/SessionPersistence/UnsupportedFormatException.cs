namespace SessionPersistence;

/// <summary>A file is in a format of a newer version of this library; it was not touched.</summary>
/// <param name="path">The file, relative to the store's directory.</param>
/// <param name="format">The format that it has.</param>
public sealed class UnsupportedFormatException(string path, long format)
    : SessionPersistenceException($"'{path}' has format {format}, which this version does not know; use a newer one.")
{
    /// <summary>Gets the file, relative to the store's directory.</summary>
    public string Path { get; } = path;

    /// <summary>Gets the format that it has.</summary>
    public long Format { get; } = format;
}
