using System.IO.Abstractions;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>A file system of System.IO.Abstractions, as a store sees it.</summary>
internal sealed class AdaptedFileSystem : DurableFileSystem
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

    public override bool CreateDirectory(string path, FileOwnership? ownership = null)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            if (FindEntry(path) is { } entry)
            {
                return entry.Kind == FileSystemEntryKind.Directory
                    ? false
                    : throw new IOException($"The name '{path}' is taken.");
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
                var length = kind == FileSystemEntryKind.File ? _files.FileInfo.New(path).Length : 0;
                return new(_files.Path.GetFileName(path), kind, length, written, FileId: 0);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }
    }

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null)
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
            if (!_shared.Written.TryGetValue(path, out var file))
                file = new(new(_files.File.ReadAllBytes(path)), path: null);

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

            // A double keeps what is open by name: the next file of this name would be locked too.
            if (_shared.Locks.TryGetValue(path, out var stream)) stream.Dispose();
        }
    }

    public override DurableLock? TryLock(string path)
    {
        lock (_shared.Gate)
        {
            path = FullPath(path);
            ThrowIfNotFile(path);

            // What a double makes of a sharing mode is unknown. A disk's own locks are not helped, so that the test of
            // a store sees whether they hold.
            if (_shared.Locks.ContainsKey(path)) return null;

            try
            {
                var stream = Open(path, FileMode.OpenOrCreate, FileShare.None);
                if (!_isDisk) _shared.Locks.Add(path, stream);
                return new AdaptedLock(this, stream, path);
            }
            catch (IOException exception) when (IsSharingViolation(exception))
            {
                return null;
            }
        }
    }

    public override long? GetFreeBytes(string directory) => null;

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
            stream.Flush(flushToDisk: true);
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
        attributes.HasFlag(FileAttributes.ReparsePoint) || attributes.HasFlag(FileAttributes.Device)
            ? FileSystemEntryKind.Other
        : attributes.HasFlag(FileAttributes.Directory) ? FileSystemEntryKind.Directory
        : FileSystemEntryKind.File;

    /// <summary>EWOULDBLOCK of Linux and of macOS; a sharing or a lock violation of Windows.</summary>
    private static bool IsSharingViolation(IOException exception) =>
        exception.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    private string FullPath(string path) => _files.Path.GetFullPath(path);

    private FileSystemStream OpenExisting(string path) =>
        Open(path, FileMode.Open, FileShare.ReadWrite | FileShare.Delete);

    // A buffer of one byte is none: a write that fails does so in the call.
    private FileSystemStream Open(string path, FileMode mode, FileShare share) =>
        _files.FileStream.New(path, mode, FileAccess.ReadWrite, share, bufferSize: 1);

    private void ThrowIfNotFile(string path)
    {
        if (FindEntry(path) is { Kind: not FileSystemEntryKind.File })
            throw new IOException($"'{path}' is not a regular file.");
    }

    private void ThrowIfNoDirectory(string? path)
    {
        if (path is not null && !_files.Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no directory '{path}'.");
    }
}
