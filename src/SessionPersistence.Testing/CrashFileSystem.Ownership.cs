using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    private const UnixFileMode Reading = UnixFileMode.OtherRead;
    private const UnixFileMode Writing = UnixFileMode.OtherWrite;
    private const UnixFileMode Entering = UnixFileMode.OtherExecute;

    private static readonly FileOwnership RootOwnership = new(1000, 1000, OwnerOnlyDirectory | Reading | Entering);

    /// <inheritdoc />
    public override long? GetFreeBytes(string directory)
    {
        var at = Parse(directory);
        lock (_gate)
        {
            FindDirectory(at);
            return State.FreeSpace;
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
            var named = FindAsRoot(at) ?? throw DiskErrors.NoFile(path);
            if (named.IsDirectory)
            {
                State = State.With(State.Directories[named.Id] with { Ownership = ownership });
                return;
            }

            var time = State.Clock + 1;
            var file = State.Files[named.Id];
            State = State.With(file with { Ownership = ownership, ChangeTime = time, DurableChangeTime = time })
                with { Clock = time };
        }
    }

    private NodeName? FindAsRoot(DiskPath path)
    {
        var found = new NodeName(DiskState.Root, IsDirectory: true);
        foreach (var name in path.Names)
        {
            if (!found.IsDirectory || !State.Directories[found.Id].Visible.TryGetValue(name, out found))
                return null;
        }

        return found;
    }

    private void Demand(FileOwnership ownership, UnixFileMode rights, DiskPath path)
    {
        if (!_windows && !_user.May(ownership, rights))
            throw DiskErrors.Denied(path.ToString(), _windows);
    }

    private FileOwnership GivenFile(FileOwnership? asked, DirectoryNode parent) =>
        _user.Create(asked, OwnerOnly, parent.Ownership);

    private FileOwnership GivenDirectory(FileOwnership? asked, DirectoryNode parent)
    {
        var inherited = parent.Ownership.Mode & UnixFileMode.SetGroup;
        return _user.Create(asked, OwnerOnlyDirectory | inherited, parent.Ownership);
    }
}
