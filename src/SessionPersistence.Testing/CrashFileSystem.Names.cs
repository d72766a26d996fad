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

            Demand(parent.Ownership, Writing | Entering, at);
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
            entry = Find(at) is { } found ? Describe(NameOf(at), found) : null);
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
            if (WritableDirectoryOf(destination).Visible.TryGetValue(destination.Name, out var taken)
                && taken.Target is null)
            {
                victim = FindFile(destination);
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
            if (WritableDirectoryOf(destination).Visible.ContainsKey(destination.Name))
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
            var directory = WritableDirectoryOf(destination);
            if (directory.Visible.ContainsKey(destination.Name))
                throw DiskErrors.Exists(destinationPath, _windows);
            State = State.With(file with { Links = file.Links + 1 });
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
            var directory = WritableDirectoryOf(at);
            var change = new PendingName(_current.Index, directory.Id, at.Name, Target: null);
            if (named.Target is not null)
            {
                Change(change);
                return;
            }

            var file = State.Files[named.Id];
            ThrowIfOpen(file, at);
            Change(change with { Touched = [file.Id] });
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
            State = State.With(State.Files[moved.Id] with { ReplacedAt = _current.Index });
            Unlink(victim);
        }

        // Windows moves with MOVEFILE_WRITE_THROUGH: the names up to here are kept when it returns.
        if (_windows)
            State = State.Commit(_ => true);
    }
}
