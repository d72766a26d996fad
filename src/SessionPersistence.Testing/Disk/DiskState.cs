using System.Collections.Immutable;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>Everything a disk holds and everything it was not asked to keep yet, at one instant. Unchanging, so a
/// snapshot costs nothing.</summary>
internal sealed record DiskState
{
    public const ulong Root = 1;

    public required ImmutableDictionary<ulong, FileNode> Files { get; init; }

    public required ImmutableDictionary<ulong, DirectoryNode> Directories { get; init; }

    /// <summary>The changes of names that no directory flush has covered, oldest first.</summary>
    public ImmutableList<PendingName> Names { get; init; } = [];

    /// <summary>Changes of names by operations below this are kept by a disk that writes its metadata in
    /// order.</summary>
    public int OrderedCommit { get; init; }

    /// <summary>Gets the operations whose effect a flush dropped: visible until the power goes, and never durable.</summary>
    public ImmutableHashSet<int> Lost { get; init; } = [];

    public ulong NextId { get; init; } = Root + 1;

    public long Clock { get; init; }

    public long? FreeSpace { get; init; }

    public static DiskState Create(StringComparer comparer, FileOwnership ownership)
    {
        var names = ImmutableSortedDictionary.Create<string, NodeName>(comparer);
        var root = new DirectoryNode(Root, names, names, ownership);
        return new DiskState
        {
            Files = ImmutableDictionary<ulong, FileNode>.Empty,
            Directories = ImmutableDictionary.CreateRange([KeyValuePair.Create(Root, root)]),
        };
    }

    public DiskState With(FileNode file) => this with { Files = Files.SetItem(file.Id, file) };

    public DiskState With(DirectoryNode directory) =>
        this with { Directories = Directories.SetItem(directory.Id, directory) };

    /// <summary>Makes a change of names visible.</summary>
    public DiskState Change(PendingName change)
    {
        var directories = Directories;
        NameTable.Apply(
            change,
            id => directories[id].Visible,
            (id, names) => directories = directories.SetItem(id, directories[id] with { Visible = names }));
        return this with
        {
            Directories = directories, Files = Touch(Files, change, isDurable: false), Names = Names.Add(change),
        };
    }

    /// <summary>Makes the pending changes of names that <paramref name="which"/> picks durable.</summary>
    public DiskState Commit(Func<PendingName, bool> which)
    {
        var (directories, files) = (Directories, Files);
        foreach (var change in Names.Where(which))
        {
            files = Touch(files, change, isDurable: true);
            NameTable.Apply(
                change,
                id => directories[id].Durable,
                (id, names) => directories = directories.SetItem(id, directories[id] with { Durable = names }));
        }

        return this with
        {
            Directories = directories, Files = files, Names = Names.RemoveAll(change => which(change)),
        };
    }

    private static ImmutableDictionary<ulong, FileNode> Touch(
        ImmutableDictionary<ulong, FileNode> files, PendingName change, bool isDurable)
    {
        foreach (var id in change.Touched)
        {
            if (!files.TryGetValue(id, out var file))
                continue;

            files = files.SetItem(id, isDurable
                ? file with { DurableChangeTime = Math.Max(file.DurableChangeTime, change.Time) }
                : file with { ChangeTime = change.Time });
        }

        return files;
    }
}
