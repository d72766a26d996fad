namespace SessionPersistence.Testing.Disk;

/// <summary>The files under a directory of a disk, as readers see them.</summary>
internal static class DiskFiles
{
    /// <summary>Lists them, deepest names included; links are not followed.</summary>
    /// <returns>By path relative to the directory, in the order of the paths; empty when there is no such
    /// directory.</returns>
    public static SortedDictionary<string, FileNode> Under(DiskState state, DiskPath directory)
    {
        var files = new SortedDictionary<string, FileNode>(StringComparer.Ordinal);
        if (Find(state, directory) is { } found)
            Add(state, found, "", files);
        return files;
    }

    private static ulong? Find(DiskState state, DiskPath path)
    {
        var id = DiskState.Root;
        foreach (var name in path.Names)
        {
            if (!state.Directories[id].Visible.TryGetValue(name, out var next) || !next.IsDirectory)
                return null;
            id = next.Id;
        }

        return id;
    }

    private static void Add(DiskState state, ulong directory, string prefix, SortedDictionary<string, FileNode> files)
    {
        foreach (var (name, named) in state.Directories[directory].Visible)
        {
            if (named.IsDirectory)
                Add(state, named.Id, $"{prefix}{name}/", files);
            else if (named.IsFile)
                files.Add(prefix + name, state.Files[named.Id]);
        }
    }
}
