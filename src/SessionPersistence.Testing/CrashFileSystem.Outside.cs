using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    /// <summary>Returns the files under a directory as other programs see them, sorted by name, without an operation
    /// that could fail.</summary>
    /// <param name="directory">The path of the directory.</param>
    public IReadOnlyList<OutsideFile> ReadFiles(string directory) => OutsideFile.In(FilesUnder(directory));

    /// <summary>Returns what readers see, without an operation that could fail or be noticed.</summary>
    internal SortedDictionary<string, FileNode> FilesUnder(string directory)
    {
        lock (_gate)
            return DiskFiles.Under(State, Parse(directory));
    }

    /// <summary>Another program removes a name, with all that is under it. Open files stay.</summary>
    internal void RemoveFromOutside(string path)
    {
        var at = Parse(path);
        lock (_gate)
        {
            WriteBack();
            if (Find(at) is not { } named)
                return;
            TakeName(at);
            UnlinkAll(named);
        }
    }

    /// <summary>Another program renames a file or a directory, over what has the name.</summary>
    internal void MoveFromOutside(string path, string newPath)
    {
        var (from, to) = (Parse(path), Parse(newPath));
        lock (_gate)
        {
            WriteBack();
            var moved = Find(from) ?? throw DiskErrors.NoFile(path);
            TakeName(from);
            if (Find(to) is { } victim)
                UnlinkAll(victim);
            SeedName(SeedDirectories(to.Parents), to.Name, moved);
        }
    }

    /// <summary>Another program puts a new file in the place of a name.</summary>
    /// <param name="path">The name.</param>
    /// <param name="content">What the file holds.</param>
    /// <param name="time">Its time stamp, where it keeps one; else it is new.</param>
    internal void PutFromOutside(string path, ReadOnlySpan<byte> content, long? time)
    {
        var at = Parse(path);
        lock (_gate)
        {
            WriteBack();
            if (Find(at) is { } victim)
                UnlinkAll(victim);
            Seed(path, content);
            var file = State.Files[Find(at)!.Value.Id];
            if (time is { } kept)
                State = State.With(file with { DurableTime = kept, VisibleTime = kept });
        }
    }

    /// <summary>Another program writes into a file that stays the same file.</summary>
    internal void OverwriteFromOutside(string path, ReadOnlySpan<byte> content)
    {
        var at = Parse(path);
        var bytes = PagedBytes.Of(content);
        lock (_gate)
        {
            var time = State.Clock + 1;
            var file = FindFile(at) with
            {
                Durable = bytes, Visible = bytes, DurableTime = time, VisibleTime = time, Pending = [],
                ChangeTime = time, DurableChangeTime = time,
            };
            State = State.With(file) with { Clock = time };
        }
    }

    // What other programs see was written back in the meantime, the names at least.
    private void WriteBack() => State = State.Commit(_ => true);

    private void TakeName(DiskPath path)
    {
        var directory = DirectoryOf(path);
        State = State.With(directory with
        {
            Durable = directory.Durable.Remove(path.Name), Visible = directory.Visible.Remove(path.Name),
        });
    }

    private void UnlinkAll(NodeName named)
    {
        if (named.IsFile)
            Unlink(State.Files[named.Id]);
        if (!named.IsDirectory)
            return;

        foreach (var (_, inside) in State.Directories[named.Id].Visible)
            UnlinkAll(inside);
    }
}
