using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override bool CreateDirectory(string path, FileOwnership? ownership = null)
    {
        var at = Parse(path);
        var created = false;
        Perform(new CrashOperation(CrashOperationKind.CreateDirectory, at.ToString()), () =>
        {
            if (at.IsRoot)
                return;
            var parent = DirectoryOf(at);
            if (parent.Visible.TryGetValue(at.Name, out var taken))
            {
                if (!taken.IsDirectory)
                    throw DiskErrors.Exists(path, _windows);
                return;
            }

            AddDirectory(parent, at.Name, ownership);
            created = true;
        });
        return created;
    }

    /// <inheritdoc />
    public override void FlushDirectory(string path)
    {
        var at = Parse(path);
        Perform(new CrashOperation(CrashOperationKind.FlushDirectory, at.ToString()), fault =>
        {
            var directory = FindDirectory(at);
            if (_windows || IsIgnored(_current))
                return null;
            FlushNames(directory.Id, fault?.Plan.Effect);
            return fault is null || fault.Plan.Effect == FaultEffect.PagesDroppedSilently
                ? null
                : DiskErrors.Of(fault.Plan.Error, path, _windows);
        });
    }

    /// <inheritdoc />
    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path)
    {
        var at = Parse(path);
        FileSystemEntry[] entries = [];
        Perform(new CrashOperation(CrashOperationKind.ListDirectory, at.ToString()), () =>
            entries = [.. FindDirectory(at).Visible.Select(named => Describe(named.Key, named.Value))]);
        return entries;
    }

    /// <inheritdoc />
    public override FileSystemEntry? FindEntry(string path)
    {
        var at = Parse(path);
        FileSystemEntry? entry = null;
        Perform(new CrashOperation(CrashOperationKind.FindEntry, at.ToString()), () =>
            entry = Find(at) is { } found ? Describe(at.IsRoot ? "/" : RealName(at), found) : null);
        return entry;
    }

    /// <inheritdoc />
    public override void ReplaceFile(string sourcePath, string destinationPath)
    {
        var (source, destination) = (Parse(sourcePath), Parse(destinationPath));
        if (!source.Parents.SequenceEqual(destination.Parents, NameComparer))
            throw new ArgumentException("Both names must be in the same directory.", nameof(destinationPath));

        var operation = new CrashOperation(CrashOperationKind.Replace, source.ToString())
        { Destination = destination.ToString() };
        Perform(operation, () =>
        {
            var moved = FindFile(source);
            ThrowIfOpen(moved, source);
            FileNode? victim = null;
            if (DirectoryOf(destination).Visible.TryGetValue(destination.Name, out var taken))
            {
                victim = taken.IsDirectory
                    ? throw DiskErrors.Denied(destinationPath, _windows)
                    : _state.Files[taken.Id];
                // A rename of one name of a file over another of its names is defined to do nothing.
                if (victim.Id == moved.Id)
                    return;
                ThrowIfOpen(victim, destination);
            }

            Rename(source, destination, moved, victim);
        });
    }

    /// <inheritdoc />
    public override bool TryPublishFile(string sourcePath, string destinationPath)
    {
        var (source, destination) = (Parse(sourcePath), Parse(destinationPath));
        var published = false;
        var operation = new CrashOperation(CrashOperationKind.Publish, source.ToString())
        { Destination = destination.ToString() };
        Perform(operation, () =>
        {
            var moved = FindFile(source);
            if (DirectoryOf(destination).Visible.ContainsKey(destination.Name))
                return;
            ThrowIfOpen(moved, source);
            Rename(source, destination, moved, victim: null);
            published = true;
        });
        return published;
    }

    /// <inheritdoc />
    public override bool TryLinkFile(string sourcePath, string destinationPath)
    {
        var (source, destination) = (Parse(sourcePath), Parse(destinationPath));
        var operation = new CrashOperation(CrashOperationKind.Link, source.ToString())
        { Destination = destination.ToString() };
        Perform(operation, () =>
        {
            var file = FindFile(source);
            var directory = DirectoryOf(destination);
            if (directory.Visible.ContainsKey(destination.Name))
                throw DiskErrors.Exists(destinationPath, _windows);
            _state = _state.With(file with { Links = file.Links + 1 });
            Change(new PendingName(_current.Index, directory.Id, destination.Name, new NodeName(file.Id, false))
            {
                Touched = [file.Id],
            });
        });
        return true;
    }

    /// <inheritdoc />
    public override void DeleteFile(string path)
    {
        var at = Parse(path);
        Perform(new CrashOperation(CrashOperationKind.Delete, at.ToString()), () =>
        {
            if (Find(at) is not { } named)
                return;
            if (named.IsDirectory)
                throw DiskErrors.Denied(path, _windows);
            var directory = DirectoryOf(at);
            var file = _state.Files[named.Id];
            ThrowIfOpen(file, at);
            Change(new PendingName(_current.Index, directory.Id, at.Name, Target: null) { Touched = [file.Id] });
            Unlink(file);
        });
    }

    private void Rename(DiskPath source, DiskPath destination, FileNode moved, FileNode? victim)
    {
        Change(new PendingName(
            _current.Index,
            DirectoryOf(destination).Id,
            destination.Name,
            new NodeName(moved.Id, false),
            DirectoryOf(source).Id,
            source.Name,
            Replaces: victim is not null)
        {
            Touched = victim is null ? [moved.Id] : [moved.Id, victim.Id],
        });
        if (victim is not null)
        {
            _state = _state.With(_state.Files[moved.Id] with { ReplacedAt = _current.Index });
            Unlink(victim);
        }

        // Windows moves with MOVEFILE_WRITE_THROUGH: the names up to here are kept when it returns.
        if (_windows)
            _state = _state.Commit(_ => true);
    }
}
