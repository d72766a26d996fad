using System.IO.Abstractions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.IO.Abstractions;

/// <summary>An <see cref="IFileSystem"/> in memory: what a host's tests may have, with the habits that doubles of its
/// kind have.</summary>
/// <remarks>
/// Ignores sharing modes. A stream shows what it wrote when it is flushed or closed, and then writes all that it has to
/// whatever has the name.
/// </remarks>
internal sealed class FakeFileSystem : IFileSystem
{
    private readonly FakeTree _tree = new();

    public FakeFileSystem()
    {
        File = SomeMembers.Of<IFile>(new FakeFiles(_tree));
        Directory = SomeMembers.Of<IDirectory>(new FakeDirectories(_tree));
        FileInfo = SomeMembers.Of<IFileInfoFactory>(new FakeInfos(_tree));
        FileStream = SomeMembers.Of<IFileStreamFactory>(new FakeStreams(_tree));
    }

    public IFile File { get; }

    public IDirectory Directory { get; }

    public IFileInfoFactory FileInfo { get; }

    public IFileStreamFactory FileStream { get; }

    public IPath Path { get; } = new FileSystem().Path;

    public IDirectoryInfoFactory DirectoryInfo => throw new NotSupportedException(nameof(DirectoryInfo));

    public IDriveInfoFactory DriveInfo => throw new NotSupportedException(nameof(DriveInfo));

    public IFileSystemWatcherFactory FileSystemWatcher => throw new NotSupportedException(nameof(FileSystemWatcher));
}
