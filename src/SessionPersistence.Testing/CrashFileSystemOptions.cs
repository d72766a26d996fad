namespace SessionPersistence.Testing;

/// <summary>Configures a <see cref="CrashFileSystem"/>.</summary>
/// <remarks>Read once, when the file system is built; later changes have no effect.</remarks>
public sealed class CrashFileSystemOptions
{
    /// <summary>Gets or sets whether the habits of Windows are taken on.</summary>
    /// <value>
    /// The default is <see langword="false"/>. When set, a file that is open cannot be replaced or deleted, names
    /// ignore case, errors carry the numbers of Windows, directories cannot be flushed, and names are durable as a
    /// prefix, in the order they were made: up to the last file flush, replace or publish.
    /// </value>
    public bool Windows { get; set; }

    /// <summary>Gets or sets whether <see cref="CrashModel.Ext4Ordered"/> writes out the bytes of a file before a
    /// rename puts it in the place of another.</summary>
    /// <value>The default is <see langword="true"/>, as ext4 is mounted by default; <see langword="false"/> is the
    /// mount option <c>noauto_da_alloc</c>.</value>
    public bool ReplaceWritesOutData { get; set; } = true;

    /// <summary>Gets or sets the number of bytes by which files can grow before the disk is full.</summary>
    /// <value>The default is <see langword="null"/>: it is never full.</value>
    public long? FreeSpace { get; set; }
}
