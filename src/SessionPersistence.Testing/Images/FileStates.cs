using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>Lists the contents that a file can have after the crash.</summary>
internal sealed class FileStates(CrashModel model, CrashImageLimits limits)
{
    private const int WorkPerState = 8;

    private readonly TearPlan _tears = new(model, limits);
    private bool _truncated;

    public bool Truncated => _truncated || _tears.Truncated;

    /// <summary>Lists them; the first has nothing pending kept and the last has all.</summary>
    /// <param name="file">The file.</param>
    /// <param name="certain">Pending writes by operations below this are on the disk.</param>
    public IReadOnlyList<FileState> List(FileNode file, int certain)
    {
        var random = new Random(limits.Seed);
        var (none, all) = (new FileState(file.Durable), new FileState(file.Durable));
        List<FileState> states = [none];
        foreach (var write in file.Pending)
        {
            all = Next(all, write, new Tear(TearKind.All));
            if (write.Index < certain)
            {
                none = Next(none, write, new Tear(TearKind.All));
                states = [none];
                continue;
            }

            none = Next(none, write, new Tear(TearKind.None));
            states = Fold(states, write, random, isLast: write == file.Pending[^1]);
        }

        return Distinct([none, .. states], all);
    }

    private List<FileState> Fold(List<FileState> states, PendingWrite write, Random random, bool isLast)
    {
        List<FileState> next = [];
        HashSet<ulong> seen = [];
        var tears = _tears.List(write, 0, isLast).Count();
        foreach (var state in Choose(states, Math.Max(2, limits.StatesPerFile * WorkPerState / tears), random))
        {
            foreach (var tear in _tears.List(write, state.Content.Length, isLast))
            {
                var torn = Next(state, write, tear);
                if (seen.Add(torn.Content.Hash))
                    next.Add(torn);
            }
        }

        // Room for the content without and the one with all pending writes.
        return Choose(next, Math.Max(1, limits.StatesPerFile - 2), random);
    }

    private FileState Next(FileState state, PendingWrite write, Tear tear)
    {
        var content = write.IsCut && tear.Kind == TearKind.All
            ? write.Apply(state.Content)
            : tear.Apply(write, state.Content, model);
        return new FileState(content, write, tear, state);
    }

    private List<FileState> Choose(List<FileState> states, int count, Random random)
    {
        if (states.Count <= count)
            return states;

        _truncated = true;
        var chosen = states.ToArray();
        random.Shuffle(chosen);
        return [.. chosen.Take(count)];
    }

    private static List<FileState> Distinct(List<FileState> states, FileState all)
    {
        HashSet<ulong> seen = [all.Content.Hash];
        List<FileState> distinct = [.. states.Where(state => seen.Add(state.Content.Hash)), all];
        return distinct;
    }
}
