using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private StringComparer NameComparer => _windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private DiskPath Parse(string path) => DiskPath.Parse(path, _windows);

    private NodeName? Find(DiskPath path)
    {
        // Most paths have no links.
        var found = new NodeName(DiskState.Root, IsDirectory: true);
        foreach (var name in path.Names)
        {
            if (found.Target is not null)
                return Follow(path.Names, path.FollowsLast);
            if (Next(found, name) is not { } next)
                return null;
            found = next;
        }

        return found.Target is not null && path.FollowsLast ? Follow(path.Names, followLast: true) : found;
    }

    private NodeName? Next(NodeName here, string name)
    {
        if (!here.IsDirectory)
            return null;

        var directory = State.Directories[here.Id];
        if (!_windows && !_user.May(directory.Ownership, Entering))
            throw DiskErrors.Denied(name, _windows);
        return directory.Visible.TryGetValue(name, out var next) ? next : null;
    }

    private DirectoryNode FindDirectory(DiskPath path)
    {
        var directory = DirectoryAt(path.Names, path);
        Demand(directory.Ownership, Reading, path);
        return directory;
    }

    private DirectoryNode DirectoryAt(ReadOnlySpan<string> names, DiskPath path)
    {
        var found = new NodeName(DiskState.Root, IsDirectory: true);
        foreach (var name in names)
            found = Next(found, name) ?? (found.Target is null ? throw NoDirectory() : found);
        if (found.Target is not null)
            found = Follow(names, followLast: true) ?? throw NoDirectory();
        return found.IsDirectory ? State.Directories[found.Id] : throw NoDirectory();

        DirectoryNotFoundException NoDirectory() => DiskErrors.NoDirectory(path.ToString());
    }

    private DirectoryNode DirectoryOf(DiskPath path)
    {
        if (path.IsRoot)
            throw DiskErrors.Denied("/", _windows);

        return DirectoryAt(path.Parents, path);
    }

    private DirectoryNode WritableDirectoryOf(DiskPath path)
    {
        var directory = DirectoryOf(path);
        Demand(directory.Ownership, Writing | Entering, path);
        return directory;
    }

    private FileNode FindFile(DiskPath path)
    {
        if (!DirectoryOf(path).Visible.TryGetValue(path.Name, out var named))
            throw DiskErrors.NoFile(path.ToString());
        return named.IsFile ? State.Files[named.Id]
            : throw (named.IsDirectory
                ? DiskErrors.Denied(path.ToString(), _windows)
                : DiskErrors.Link(path.ToString()));
    }

    private string NameOf(DiskPath path)
    {
        if (path.IsRoot)
            return "/";
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
                Ownership = _windows ? null : State.Directories[named.Id].Ownership,
            };
        }

        if (named.Target is not null)
            return new FileSystemEntry(name, FileSystemEntryKind.Other, 0, Epoch, named.Id);

        var file = State.Files[named.Id];
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
        var node = new DirectoryNode(State.NextId, names, names, GivenDirectory(ownership, parent));
        State = State.With(node) with { NextId = State.NextId + 1 };
        Change(new PendingName(_current.Index, parent.Id, name, new NodeName(node.Id, IsDirectory: true)));
    }

    private FileNode AddFile(DiskPath path, FileOwnership? ownership = null)
    {
        var directory = DirectoryOf(path);
        if (directory.Visible.ContainsKey(path.Name))
            throw DiskErrors.Exists(path.ToString(), _windows);
        Demand(directory.Ownership, Writing | Entering, path);

        var time = State.Clock + 1;
        var file = new FileNode(State.NextId)
        {
            Links = 1, DurableTime = time, VisibleTime = time, ChangeTime = time, DurableChangeTime = time,
            Ownership = GivenFile(ownership, directory),
        };
        State = State.With(file) with { NextId = file.Id + 1, Clock = time };
        Change(new PendingName(_current.Index, directory.Id, path.Name, new NodeName(file.Id, IsDirectory: false)));
        return file;
    }

    private void Change(PendingName change)
    {
        var time = State.Clock + 1;
        State = (State with { Clock = time }).Change(change with { Time = time });
        if (!KeepsHistory)
            State = State.Commit(_ => true);
    }

    private void FlushNames(ulong directory, FaultEffect? effect)
    {
        switch (effect)
        {
            case FaultEffect.NotApplied:
                return;
            case FaultEffect.PagesDropped or FaultEffect.PagesDroppedSilently:
                var lost = State.Names.Where(change => change.Directory == directory).ToList();
                State = State with
                {
                    Names = State.Names.RemoveRange(lost),
                    Lost = State.Lost.Union(lost.Select(change => change.Index)),
                };
                return;
            default:
                State = State.Commit(change => change.Directory == directory) with { OrderedCommit = _current.Index };
                return;
        }
    }

    private void Unlink(FileNode file)
    {
        file = State.Files[file.Id] with { Links = file.Links - 1 };
        State = State.With(file);
        Reclaim(file);
    }

    private void Reclaim(FileNode file)
    {
        if (file.Links > 0 || _shared.Handles.ContainsKey(file.Id))
            return;
        GiveBack(file.Visible.Length);
        // The bytes stay while a name of the file may still be on the disk; without pending changes none is.
        if (State.Names.IsEmpty)
            State = State with { Files = State.Files.Remove(file.Id) };
    }

    private void GiveBack(long bytes) => State = State with { FreeSpace = State.FreeSpace + bytes };
}
