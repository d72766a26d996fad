namespace SessionPersistence.Storage;

/// <summary>The disks of this machine: Linux, macOS and Windows.</summary>
/// <remarks>
/// <para>Flushes go to the operating system directly, because <c>FileStream.Flush(true)</c> and
/// <c>RandomAccess.FlushToDisk</c> of .NET 6 to 10 return normally on Unix when the device refused. On Linux a file is
/// flushed by <c>fdatasync</c>, on macOS by <c>F_FULLFSYNC</c>, on Windows by <c>FlushFileBuffers</c>.</para>
/// <para><see cref="Capabilities"/> are those of the usual local file systems of the platform. One without hard links
/// (exFAT, some network shares) answers <see cref="TryLinkFile"/> with <see langword="false"/>; where it has no
/// exclusive rename either, <see cref="TryPublishFile"/> looks and then renames, which has one winner only among those
/// who hold the store's lock. What a network file system makes of locks and flushes is what its server makes of
/// them.</para>
/// <para>Stateless: two instances are the same file system.</para>
/// </remarks>
public sealed class PhysicalFileSystem : DurableFileSystem
{
    private readonly PhysicalPlatform _platform = PhysicalPlatform.Current;

    /// <inheritdoc/>
    public override FileSystemCapabilities Capabilities => _platform.Capabilities;

    /// <inheritdoc/>
    public override bool CreateDirectory(string path, FileOwnership? ownership = null) =>
        _platform.CreateDirectory(Checked(path), ownership);

    /// <inheritdoc/>
    public override void FlushDirectory(string path) => _platform.FlushDirectory(Checked(path));

    /// <inheritdoc/>
    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path) => _platform.ListDirectory(Checked(path));

    /// <inheritdoc/>
    public override FileSystemEntry? FindEntry(string path) => _platform.FindEntry(Checked(path));

    /// <inheritdoc/>
    public override DurableFile CreateFile(string path, FileOwnership? ownership = null)
    {
        var handle = PhysicalHandles.Create(Checked(path));
        try
        {
            if (ownership is { } given) _platform.GiveTo(handle, given, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        return new PhysicalFile(_platform, handle, path);
    }

    /// <inheritdoc/>
    public override DurableFile OpenFile(string path)
    {
        var entry = FindEntry(path) ?? throw new FileNotFoundException($"There is no file '{path}'.", path);
        ThrowIfNotFile(entry, path);

        return new PhysicalFile(_platform, _platform.OpenForReading(path), path);
    }

    /// <inheritdoc/>
    public override void ReplaceFile(string sourcePath, string destinationPath) =>
        _platform.Replace(Checked(sourcePath), Checked(destinationPath));

    /// <inheritdoc/>
    public override bool TryPublishFile(string sourcePath, string destinationPath) =>
        _platform.TryPublish(Checked(sourcePath), Checked(destinationPath));

    /// <inheritdoc/>
    public override bool TryLinkFile(string sourcePath, string destinationPath) =>
        _platform.TryLink(Checked(sourcePath), Checked(destinationPath));

    /// <inheritdoc/>
    public override void DeleteFile(string path) => PhysicalHandles.Delete(Checked(path));

    /// <inheritdoc/>
    public override DurableLock? TryLock(string path)
    {
        if (FindEntry(path) is { } entry) ThrowIfNotFile(entry, path);

        return PhysicalHandles.TryOpenExclusively(path, _platform.IsLockViolation) is { } handle
            ? new PhysicalLock(new(_platform, handle, path))
            : null;
    }

    /// <inheritdoc/>
    public override long? GetFreeBytes(string directory) => _platform.GetFreeBytes(Checked(directory));

    private static void ThrowIfNotFile(FileSystemEntry entry, string path)
    {
        if (entry.Kind == FileSystemEntryKind.Other) throw LinkedFile.Refusal(path);
        if (entry.Kind == FileSystemEntryKind.Directory) throw new IOException($"'{path}' is a directory.");
    }

    private static string Checked(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // The operating system would take the text before it for the whole name.
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A path cannot contain NUL.", nameof(path));

        return path;
    }
}
