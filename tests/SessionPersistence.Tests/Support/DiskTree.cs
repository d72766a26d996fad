using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Support;

/// <summary>All files below a directory, with their bytes: to see what changed.</summary>
internal sealed class DiskTree
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _files.Keys;

    public byte[] this[string name] => _files[name];

    /// <summary>Reads everything below a directory; names are relative to it.</summary>
    public static DiskTree Of(DurableFileSystem disk, string root)
    {
        var tree = new DiskTree();
        tree.Add(disk, root, "");
        return tree;
    }

    /// <summary>Returns the names that are new, gone or have other bytes.</summary>
    public IEnumerable<string> ChangesTo(DiskTree after) =>
        Names.Union(after.Names)
            .Where(name => !_files.TryGetValue(name, out var before) || !after._files.TryGetValue(name, out var now)
                || !before.AsSpan().SequenceEqual(now))
            .Order(StringComparer.Ordinal);

    private void Add(DurableFileSystem disk, string directory, string prefix)
    {
        foreach (var entry in disk.ListDirectory(directory))
        {
            var path = Path.Join(directory, entry.Name);
            if (entry.Kind == FileSystemEntryKind.Directory) Add(disk, path, $"{prefix}{entry.Name}/");
            else _files[prefix + entry.Name] = FileContent.Read(disk, path).ToArray();
        }
    }
}
