using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>One combination of names with all the contents that its files can have.</summary>
internal sealed class ImageChoice
{
    private readonly List<(ulong Id, IReadOnlyList<FileState> States)> _files;

    public ImageChoice(NameState names, Func<FileNode, IReadOnlyList<FileState>> contentsOf, DiskState state)
    {
        Names = names;
        NamesHash = names.HashNames();
        _files =
        [
            .. names.Reachable.Where(entry => entry.Node.IsFile).Select(entry => entry.Node.Id).Distinct()
                .Select(id => state.Files[id]).Where(file => !file.Pending.IsEmpty)
                .Select(file => (file.Id, contentsOf(file))),
        ];
        foreach (var (_, states) in _files)
            Count = Count > long.MaxValue / 4 / states.Count ? long.MaxValue / 4 : Count * states.Count;
    }

    public NameState Names { get; }

    public ulong NamesHash { get; }

    public long Count { get; } = 1;

    public IEnumerable<IReadOnlyDictionary<ulong, FileState>> Combinations(long limit, Random random)
    {
        if (Count <= limit)
            return Enumerate(0, []);
        return OneAtATime().Concat(Sample(random)).Take((int)limit);
    }

    private IEnumerable<IReadOnlyDictionary<ulong, FileState>> Enumerate(int depth, Dictionary<ulong, FileState> chosen)
    {
        if (depth == _files.Count)
        {
            yield return new Dictionary<ulong, FileState>(chosen);
            yield break;
        }

        foreach (var state in _files[depth].States)
        {
            chosen[_files[depth].Id] = state;
            foreach (var combination in Enumerate(depth + 1, chosen))
                yield return combination;
        }
    }

    private IEnumerable<IReadOnlyDictionary<ulong, FileState>> OneAtATime()
    {
        var none = _files.ToDictionary(file => file.Id, file => file.States[0]);
        var all = _files.ToDictionary(file => file.Id, file => file.States[^1]);
        yield return none;
        yield return all;
        foreach (var (id, states) in _files)
        {
            foreach (var state in states)
            {
                yield return new Dictionary<ulong, FileState>(none) { [id] = state };
                yield return new Dictionary<ulong, FileState>(all) { [id] = state };
            }
        }
    }

    private IEnumerable<IReadOnlyDictionary<ulong, FileState>> Sample(Random random)
    {
        while (true)
            yield return _files.ToDictionary(file => file.Id, file => file.States[random.Next(file.States.Count)]);
    }
}
