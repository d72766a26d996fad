namespace SessionPersistence.Testing.Disk;

/// <summary>A path cut into its names.</summary>
internal sealed class DiskPath
{
    private readonly string[] _names;

    private DiskPath(string[] names, bool followsLast) => (_names, FollowsLast) = (names, followsLast);

    /// <summary>Gets whether it ends in a dot: the directory behind the links of its last name.</summary>
    public bool FollowsLast { get; }

    public bool IsRoot => _names.Length == 0;

    public string Name => _names[^1];

    public ReadOnlySpan<string> Parents => _names.AsSpan(0, _names.Length - 1);

    public ReadOnlySpan<string> Names => _names;

    public static DiskPath Parse(string path, bool windows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ReadOnlySpan<char> separators = windows || Path.DirectorySeparatorChar == '\\' ? ['/', '\\'] : ['/'];
        var names = path.Split(separators.ToArray(), StringSplitOptions.RemoveEmptyEntries);
        if (names.Contains(".."))
            throw new ArgumentException($"'{path}' is not a full path.", nameof(path));
        return new DiskPath([.. names.Where(name => name != ".")], names is [.., "."]);
    }

    public override string ToString() => "/" + string.Join('/', _names);
}
