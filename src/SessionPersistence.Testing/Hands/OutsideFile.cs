using System.Text.RegularExpressions;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

/// <summary>A file under the directory, at one instant.</summary>
public sealed partial class OutsideFile
{
    private readonly FileNode _node;

    internal OutsideFile(string name, FileNode node) => (Name, _node) = (name, node);

    /// <summary>Gets the path relative to the directory, with slashes.</summary>
    public string Name { get; }

    /// <summary>Gets the name with <c>*</c> for what is random in it (12 and more hexadecimal digits): it is the same
    /// in each run of a scenario.</summary>
    public string PlainName => PlainOf(Name);

    /// <summary>Gets what it holds.</summary>
    public byte[] Content => _node.Visible.ToArray();

    /// <summary>Gets a number that files of different content do not share.</summary>
    public ulong ContentHash => _node.Visible.Hash;

    /// <summary>Gets a number that no other file of the disk has.</summary>
    public ulong FileId => _node.Id;

    internal long Time => _node.VisibleTime;

    internal static string PlainOf(string name) => Random().Replace(name, "*");

    internal static IReadOnlyList<OutsideFile> In(SortedDictionary<string, FileNode> files) =>
        [.. files.Select(file => new OutsideFile(file.Key, file.Value))];

    [GeneratedRegex("[0-9a-f]{12,}")]
    private static partial Regex Random();
}
