namespace SessionPersistence.Tests.IO.Abstractions;

/// <summary>Directories and files by full path. Not safe for concurrent use.</summary>
internal sealed class FakeTree
{
    private static readonly DateTime Epoch = new(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly HashSet<string> _directories = [Path.GetPathRoot(Path.GetTempPath())!];
    private readonly Dictionary<string, (byte[] Content, DateTime Written)> _files = [];
    private int _writes;

    public bool HasDirectory(string path) => _directories.Contains(path);

    public bool HasFile(string path) => _files.ContainsKey(path);

    public void AddDirectory(string path)
    {
        if (HasFile(path)) throw new IOException($"'{path}' is a file.");
        if (Path.GetDirectoryName(path) is { } parent && !HasDirectory(parent)) AddDirectory(parent);

        _directories.Add(path);
    }

    public IEnumerable<string> NamesIn(string path) =>
        [.. _directories.Concat(_files.Keys).Where(name => Path.GetDirectoryName(name) == path)];

    public byte[] Read(string path) => File(path).Content;

    public DateTime WrittenAt(string path) => HasDirectory(path) ? Epoch : File(path).Written;

    public void Write(string path, byte[] content)
    {
        ThrowIfNoParent(path);
        if (HasDirectory(path)) throw new UnauthorizedAccessException($"'{path}' is a directory.");

        _files[path] = (content, Epoch.AddMilliseconds(++_writes));
    }

    public void Move(string from, string to)
    {
        ThrowIfNoParent(to);
        var file = File(from);
        if (HasFile(to)) throw new IOException($"'{to}' is taken.");

        _files.Remove(from);
        _files.Add(to, file);
    }

    public void Remove(string path)
    {
        ThrowIfNoParent(path);
        if (HasDirectory(path)) throw new UnauthorizedAccessException($"'{path}' is a directory.");

        _files.Remove(path);
    }

    private (byte[] Content, DateTime Written) File(string path)
    {
        ThrowIfNoParent(path);
        return _files.TryGetValue(path, out var file)
            ? file
            : throw new FileNotFoundException($"There is no '{path}'.", path);
    }

    private void ThrowIfNoParent(string path)
    {
        if (Path.GetDirectoryName(path) is { } parent && !HasDirectory(parent))
            throw new DirectoryNotFoundException($"There is no '{parent}'.");
    }
}
