using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private StringComparer NameComparer => _windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private DiskPath Parse(string path) => DiskPath.Parse(path, _windows);

    private NodeName? Find(DiskPath path)
    {
        var found = new NodeName(DiskState.Root, IsDirectory: true);
        foreach (var name in path.Names)
        {
            if (!found.IsDirectory || !_state.Directories[found.Id].Visible.TryGetValue(name, out found))
                return null;
        }

        return found;
    }

    private DirectoryNode FindDirectory(DiskPath path) =>
        Find(path) is { IsDirectory: true } found
            ? _state.Directories[found.Id]
            : throw DiskErrors.NoDirectory(path.ToString());

    private DirectoryNode DirectoryOf(DiskPath path)
    {
        if (path.IsRoot)
            throw DiskErrors.Denied("/", _windows);

        var directory = _state.Directories[DiskState.Root];
        foreach (var name in path.Parents)
        {
            directory = directory.Visible.TryGetValue(name, out var next) && next.IsDirectory
                ? _state.Directories[next.Id]
                : throw DiskErrors.NoDirectory(path.ToString());
        }

        return directory;
    }

    private FileNode FindFile(DiskPath path)
    {
        if (!DirectoryOf(path).Visible.TryGetValue(path.Name, out var named))
            throw DiskErrors.NoFile(path.ToString());
        return named.IsDirectory ? throw DiskErrors.Denied(path.ToString(), _windows) : _state.Files[named.Id];
    }

    private string RealName(DiskPath path)
    {
        DirectoryOf(path).Visible.TryGetKey(path.Name, out var name);
        return name;
    }

    private FileSystemEntry Describe(string name, NodeName named)
    {
        if (named.IsDirectory)
        {
            return new FileSystemEntry(name, FileSystemEntryKind.Directory, 0, Epoch, named.Id)
            {
                ChangeTime = _windows ? default : Epoch,
                Ownership = _windows ? null : _state.Directories[named.Id].Ownership,
            };
        }

        var file = _state.Files[named.Id];
        return new FileSystemEntry(
            name, FileSystemEntryKind.File, file.Visible.Length, Epoch.AddMilliseconds(file.VisibleTime), file.Id)
        {
            ChangeTime = _windows ? default : Epoch.AddMilliseconds(file.ChangeTime),
            Ownership = _windows ? null : file.Ownership,
        };
    }

    private void AddDirectory(DirectoryNode parent, string name, FileOwnership? ownership)
    {
        var names = parent.Visible.Clear();
        var node = new DirectoryNode(_state.NextId, names, names, GivenDirectory(ownership, parent));
        _state = _state.With(node) with { NextId = _state.NextId + 1 };
        Change(new PendingName(_current.Index, parent.Id, name, new NodeName(node.Id, IsDirectory: true)));
    }

    private FileNode AddFile(DiskPath path, FileOwnership? ownership = null)
    {
        var directory = DirectoryOf(path);
        if (directory.Visible.ContainsKey(path.Name))
            throw DiskErrors.Exists(path.ToString(), _windows);

        var time = _state.Clock + 1;
        var file = new FileNode(_state.NextId)
        {
            Links = 1, DurableTime = time, VisibleTime = time, ChangeTime = time, DurableChangeTime = time,
            Ownership = GivenFile(ownership, directory),
        };
        _state = _state.With(file) with { NextId = file.Id + 1, Clock = time };
        Change(new PendingName(_current.Index, directory.Id, path.Name, new NodeName(file.Id, IsDirectory: false)));
        return file;
    }

    private void Change(PendingName change)
    {
        var time = _state.Clock + 1;
        _state = (_state with { Clock = time }).Change(change with { Time = time });
        if (!KeepsHistory)
            _state = _state.Commit(_ => true);
    }

    private void FlushNames(ulong directory, FaultEffect? effect)
    {
        switch (effect)
        {
            case FaultEffect.NotApplied:
                return;
            case FaultEffect.PagesDropped or FaultEffect.PagesDroppedSilently:
                var lost = _state.Names.Where(change => change.Directory == directory).ToList();
                _state = _state with
                {
                    Names = _state.Names.RemoveRange(lost),
                    Lost = _state.Lost.Union(lost.Select(change => change.Index)),
                };
                return;
            default:
                _state = _state.Commit(change => change.Directory == directory) with { OrderedCommit = _current.Index };
                return;
        }
    }

    private void Unlink(FileNode file)
    {
        file = _state.Files[file.Id] with { Links = file.Links - 1 };
        _state = _state.With(file);
        Reclaim(file);
    }

    private void Reclaim(FileNode file)
    {
        if (file.Links > 0 || _handles.ContainsKey(file.Id))
            return;
        GiveBack(file.Visible.Length);
        // The bytes stay while a name of the file may still be on the disk; without pending changes none is.
        if (_state.Names.IsEmpty)
            _state = _state with { Files = _state.Files.Remove(file.Id) };
    }

    private void GiveBack(long bytes) => _state = _state with { FreeSpace = _state.FreeSpace + bytes };
}
