namespace SessionPersistence;

/// <summary>An open file, whatever becomes of its names.</summary>
/// <param name="bytes">All that is in it.</param>
/// <param name="path">Where it is written to.</param>
internal sealed class FileBytes(MemoryStream bytes, string? path)
{
    public MemoryStream Bytes { get; } = bytes;

    /// <summary>Gets or sets the full path; <see langword="null"/> when it has no name any more, or is not
    /// written.</summary>
    public string? Path { get; set; } = path;
}
