using System.Collections.Immutable;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>One combination of names that the disk can hold after the crash.</summary>
/// <param name="Directories">The names of each directory.</param>
/// <param name="Kept">The operations whose change of names was kept.</param>
internal sealed record NameState(
    ImmutableDictionary<ulong, ImmutableSortedDictionary<string, NodeName>> Directories,
    IReadOnlySet<int> Kept)
{
    /// <summary>Gets the directories and files that can be reached from the root, in the order of their
    /// paths.</summary>
    public IReadOnlyList<(ulong Path, NodeName Node)> Reachable { get; } = Walk(Directories);

    public ulong HashNames() => Reachable.Aggregate(
        1ul, (hash, entry) => Page.Mix(Page.Mix(hash, entry.Path), entry.Node.Id));

    private static List<(ulong Path, NodeName Node)> Walk(
        ImmutableDictionary<ulong, ImmutableSortedDictionary<string, NodeName>> directories)
    {
        List<(ulong Path, NodeName Node)> found = [];
        Visit(DiskState.Root, 1);
        return found;

        void Visit(ulong directory, ulong path)
        {
            foreach (var (name, node) in directories[directory])
            {
                var here = Page.Mix(path, Page.Compute(System.Text.Encoding.UTF8.GetBytes(name)));
                found.Add((here, node));
                if (node.IsDirectory)
                    Visit(node.Id, here);
            }
        }
    }
}
