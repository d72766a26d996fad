using System.IO.Abstractions;
using System.Runtime.CompilerServices;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>Lets a store keep its files in an <see cref="IFileSystem"/>.</summary>
public static class FileSystemExtensions
{
    /// <summary>Presents a file system of System.IO.Abstractions as a <see cref="DurableFileSystem"/>.</summary>
    /// <param name="fileSystem">Where the files are: a double in memory, or the real <see cref="FileSystem"/>.</param>
    /// <returns>
    /// A view without state of its own: all views of one <paramref name="fileSystem"/> share its locks and its open
    /// files. It does no I/O until it is used.
    /// </returns>
    /// <remarks>
    /// <para>It never claims <see cref="FileSystemCapabilities.Durable"/>. <see cref="IFileSystem"/> can neither flush
    /// a directory nor give a file a second name, and a flush of .NET returns normally on Unix when the device refused.
    /// The real <see cref="FileSystem"/> has locks that other processes respect; of any other nothing is claimed, and
    /// its locks hold among those who use the same instance. For a disk, use <see cref="PhysicalFileSystem"/>.</para>
    /// <para>A file is read whole when it is opened. While a file that was created here is open, it is written here
    /// only: what others do to it meanwhile is not seen. A replaced or deleted file stays readable to whoever has it
    /// open. Access modes are those of the process. Safe for concurrent use; one operation at a time.</para>
    /// </remarks>
    public static DurableFileSystem ToDurable(this IFileSystem fileSystem)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        return new AdaptedFileSystem(fileSystem);
    }
}

/// <summary>What all views of one file system share.</summary>
file sealed class SharedFiles
{
    // All instances of the real one are the same disk.
    private static readonly SharedFiles Disk = new();
    private static readonly ConditionalWeakTable<IFileSystem, SharedFiles> Doubles = [];

    private static StringComparer PathComparer => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public Lock Gate { get; } = new();

    /// <summary>Gets the locks that are held, by full path.</summary>
    public HashSet<string> Locks { get; } = new(PathComparer);

    /// <summary>Gets the files that someone is writing, by full path.</summary>
    public Dictionary<string, FileBytes> Written { get; } = new(PathComparer);

    public static SharedFiles Of(IFileSystem fileSystem, bool isDisk) =>
        isDisk ? Disk : Doubles.GetValue(fileSystem, static _ => new());

    /// <summary>The file of a name is gone, but not for those who have it open.</summary>
    public void Unname(string path)
    {
        if (Written.Remove(path, out var file)) file.Path = null;
    }

    public void Rename(string from, string to)
    {
        Unname(to);
        if (!Written.Remove(from, out var file)) return;

        file.Path = to;
        Written.Add(to, file);
    }
}

/// <summary>An open file, whatever becomes of its names.</summary>
/// <param name="bytes">All that is in it.</param>
/// <param name="path">Where it is written to.</param>
file sealed class FileBytes(MemoryStream bytes, string? path)
{
    public MemoryStream Bytes { get; } = bytes;

    /// <summary>Gets or sets the full path; <see langword="null"/> when it has no name any more, or is not
    /// written.</summary>
    public string? Path { get; set; } = path;
}

file sealed class AdaptedFileSystem : DurableFileSystem
{
    private readonly IFileSystem _files;
    private readonly bool _isDisk;
    private readonly SharedFiles _shared;

    public AdaptedFileSystem(IFileSystem fileSystem)
    {
        _files = fileSystem;

        // A type derived from it may do anything.
        _isDisk = fileSystem.GetType() == typeof(FileSystem);
        _shared = SharedFiles.Of(fileSystem, _isDisk);
    }

    public override FileSystemCapabilities Capabilities =>
        !_isDisk ? FileSystemCapabilities.None
        : OperatingSystem.IsLinux() ? FileSystemCapabilities.ExclusiveLocks | FileSystemCapabilities.CaseSensitive
        : FileSystemCapabilities.ExclusiveLocks;

    public override bool CreateDirectory(string path)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            if (FindEntry(path) is { } entry)
            {
                return entry.Kind == FileSystemEntryKind.Directory ? false : throw new IOException($"The name '{path}' is taken.");
            }

            // The call would make the missing ones too.
            ThrowIfNoDirectory(_files.Path.GetDirectoryName(path));
            _files.Directory.CreateDirectory(path);
            return true;
        }
    }

    // There is no member for it: names are as durable as the file system makes them by itself.
    public override void FlushDirectory(string path) => ThrowIfNoDirectory(FullPath(path));

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path)
    {
        lock (_shared.Gate)
        {
            ThrowIfNoDirectory(path);
            var entries = new List<FileSystemEntry>();
            foreach (var name in _files.Directory.EnumerateFileSystemEntries(path))
            {
                if (FindEntry(name) is { } entry) entries.Add(entry);
            }

            return entries;
        }
    }

    public override FileSystemEntry? FindEntry(string path)
    {
        lock (_shared.Gate)
        {
            try
            {
                var kind = KindOf(_files.File.GetAttributes(path));
                var written = DateTime.SpecifyKind(_files.File.GetLastWriteTimeUtc(path), DateTimeKind.Utc);
                var length = kind == FileSystemEntryKind.File ? _files.FileInfo.FromFileName(path).Length : 0;
                return new(_files.Path.GetFileName(path), kind, length, written, FileId: 0);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }
    }

    public override DurableFile CreateFile(string path)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            Open(path, FileMode.CreateNew, FileShare.ReadWrite | FileShare.Delete).Dispose();
            _shared.Unname(path);
            var file = new FileBytes(new(), path);
            _shared.Written.Add(path, file);
            return new AdaptedFile(this, file, path, FileAccess.ReadWrite);
        }
    }

    public override DurableFile OpenFile(string path)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            if (FindEntry(path) is null) throw new FileNotFoundException($"There is no file '{path}'.", path);
            ThrowIfNotFile(path);
            if (!_shared.Written.TryGetValue(path, out var file)) file = new(new(_files.File.ReadAllBytes(path)), path: null);

            return new AdaptedFile(this, file, path, FileAccess.Read);
        }
    }

    public override void ReplaceFile(string sourcePath, string destinationPath)
    {
        lock (_shared.Gate)
        {
            var (source, destination) = (FullPath(sourcePath), FullPath(destinationPath));
            ThrowIfNotFile(destination);
            _files.File.Move(source, destination, overwrite: true);
            _shared.Rename(source, destination);
        }
    }

    public override bool TryPublishFile(string sourcePath, string destinationPath)
    {
        lock (_shared.Gate)
        {
            var (source, destination) = (FullPath(sourcePath), FullPath(destinationPath));
            if (FindEntry(destination) is not null) return false;

            // On Unix .NET, too, looks and then renames.
            _files.File.Move(source, destination);
            _shared.Rename(source, destination);
            return true;
        }
    }

    public override bool TryLinkFile(string sourcePath, string destinationPath) => false;

    public override void DeleteFile(string path)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            try
            {
                _files.File.Delete(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Nothing is there, as asked.
            }

            _shared.Unname(path);
        }
    }

    public override IDisposable? TryLock(string path)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            ThrowIfNotFile(path);

            // What a double makes of a sharing mode is unknown. A disk's own locks are not helped, so that the test of
            // a store sees whether they hold.
            if (!_isDisk && !_shared.Locks.Add(path)) return null;

            Stream? stream = null;
            try
            {
                stream = Open(path, FileMode.OpenOrCreate, FileShare.None);
                return new AdaptedLock(this, stream, path);
            }
            catch (IOException exception) when (IsSharingViolation(exception))
            {
                return null;
            }
            finally
            {
                if (stream is null) _shared.Locks.Remove(path);
            }
        }
    }

    public void Unlock(Stream stream, string path)
    {
        lock (_shared.Gate)
        {
            stream.Dispose();
            _shared.Locks.Remove(path);
        }
    }

    public long LengthOf(FileBytes file)
    {
        lock (_shared.Gate) return file.Bytes.Length;
    }

    public int Read(FileBytes file, Span<byte> buffer, long offset)
    {
        lock (_shared.Gate)
        {
            if (offset >= file.Bytes.Length) return 0;

            file.Bytes.Position = offset;
            return file.Bytes.Read(buffer);
        }
    }

    public void Write(FileBytes file, ReadOnlySpan<byte> buffer, long offset)
    {
        lock (_shared.Gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, file.Bytes.Length);
            if (file.Path is { } path)
            {
                using var stream = OpenExisting(path);
                stream.Position = offset;
                stream.Write(buffer);
            }

            file.Bytes.Position = offset;
            file.Bytes.Write(buffer);
        }
    }

    public void SetLength(FileBytes file, long length)
    {
        lock (_shared.Gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, file.Bytes.Length);
            if (file.Path is { } path)
            {
                using var stream = OpenExisting(path);
                stream.SetLength(length);
            }

            file.Bytes.SetLength(length);
        }
    }

    public void Flush(FileBytes file)
    {
        lock (_shared.Gate)
        {
            if (file.Path is not { } path) return;

            using var stream = OpenExisting(path);
#pragma warning disable RS0030 // A stream of the real file system is this one, and only this one reaches the device.
            if (stream is FileStream onDisk) onDisk.Flush(flushToDisk: true);
#pragma warning restore RS0030
        }
    }

    public void EndWriting(FileBytes file)
    {
        lock (_shared.Gate)
        {
            if (file.Path is { } path) _shared.Unname(path);
        }
    }

    private static FileSystemEntryKind KindOf(FileAttributes attributes) =>
        attributes.HasFlag(FileAttributes.ReparsePoint) || attributes.HasFlag(FileAttributes.Device) ? FileSystemEntryKind.Other
        : attributes.HasFlag(FileAttributes.Directory) ? FileSystemEntryKind.Directory
        : FileSystemEntryKind.File;

    /// <summary>EWOULDBLOCK of Linux and of macOS; a sharing or a lock violation of Windows.</summary>
    private static bool IsSharingViolation(IOException exception) =>
        exception.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    private string FullPath(string path) => _files.Path.GetFullPath(path);

    private Stream OpenExisting(string path) => Open(path, FileMode.Open, FileShare.ReadWrite | FileShare.Delete);

    // A buffer of one byte is none: a write that fails does so in the call.
    private Stream Open(string path, FileMode mode, FileShare share) =>
        _files.FileStream.Create(path, mode, FileAccess.ReadWrite, share, bufferSize: 1);

    private void ThrowIfNotFile(string path)
    {
        if (FindEntry(path) is { Kind: not FileSystemEntryKind.File }) throw new IOException($"'{path}' is not a regular file.");
    }

    private void ThrowIfNoDirectory(string? path)
    {
        if (path is not null && !_files.Directory.Exists(path)) throw new DirectoryNotFoundException($"There is no directory '{path}'.");
    }
}

file sealed class AdaptedFile(AdaptedFileSystem owner, FileBytes file, string path, FileAccess access) : DurableFile
{
    private int _closed;

    public override long Length
    {
        get
        {
            ThrowIfClosed();
            return owner.LengthOf(file);
        }
    }

    public override int Read(Span<byte> buffer, long offset)
    {
        ThrowIfClosed();
        return owner.Read(file, buffer, offset);
    }

    public override void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        ThrowIfNotWritable();
        owner.Write(file, buffer, offset);
    }

    public override void SetLength(long length)
    {
        ThrowIfNotWritable();
        owner.SetLength(file, length);
    }

    public override void Flush()
    {
        ThrowIfClosed();
        owner.Flush(file);
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0 && access != FileAccess.Read) owner.EndWriting(file);
    }

    private void ThrowIfNotWritable()
    {
        ThrowIfClosed();
        if (access == FileAccess.Read) throw new UnauthorizedAccessException($"'{path}' is open for reading only.");
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
}

file sealed class AdaptedLock(AdaptedFileSystem owner, Stream stream, string path) : IDisposable
{
    private int _released;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) owner.Unlock(stream, path);
    }
}
