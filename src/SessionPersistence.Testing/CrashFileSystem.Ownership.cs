using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    private static readonly FileOwnership RootOwnership = new(1000, 1000, OwnerOnlyDirectory);

    private readonly DiskUser _user = DiskUser.Usual;

    /// <inheritdoc />
    public override long? GetFreeBytes(string directory)
    {
        var at = Parse(directory);
        lock (_gate)
        {
            FindDirectory(at);
            return _state.FreeSpace;
        }
    }

    /// <summary>Changes owner, group and mode of a file or a directory, as a person would: durable at once, with a new
    /// change time. Leaves no trace.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="ownership">What it has then.</param>
    /// <exception cref="FileNotFoundException">There is no such name.</exception>
    public void ChangeOwnership(string path, FileOwnership ownership)
    {
        var at = Parse(path);
        lock (_gate)
        {
            var named = Find(at) ?? throw DiskErrors.NoFile(path);
            if (named.IsDirectory)
            {
                _state = _state.With(_state.Directories[named.Id] with { Ownership = ownership });
                return;
            }

            var time = _state.Clock + 1;
            var file = _state.Files[named.Id];
            _state = _state.With(file with { Ownership = ownership, ChangeTime = time, DurableChangeTime = time })
                with { Clock = time };
        }
    }

    private FileOwnership GivenFile(FileOwnership? asked, DirectoryNode parent) =>
        _user.Create(asked, OwnerOnly, parent.Ownership);

    private FileOwnership GivenDirectory(FileOwnership? asked, DirectoryNode parent)
    {
        var inherited = parent.Ownership.Mode & UnixFileMode.SetGroup;
        return _user.Create(asked, OwnerOnlyDirectory | inherited, parent.Ownership);
    }
}
