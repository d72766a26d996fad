using System.Collections.Immutable;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>Lists the combinations of names that the disk can hold after the crash.</summary>
internal sealed class NameStates(DiskState state, DiskHabits habits, CrashModel model, CrashImageLimits limits)
{
    private const int SubsetsOfAll = 20;

    private readonly ImmutableDictionary<ulong, ImmutableSortedDictionary<string, NodeName>> _durable =
        state.Directories.ToImmutableDictionary(node => node.Key, node => node.Value.Durable);

    public bool Truncated { get; private set; }

    /// <summary>Lists them without repetition, nothing pending kept first.</summary>
    public IReadOnlyList<NameState> List()
    {
        HashSet<(ulong Names, int WrittenOut)> seen = [];
        List<NameState> states = [];
        foreach (var kept in habits.Windows || model == CrashModel.Ext4Ordered ? Prefixes() : Subsets())
        {
            var names = Apply(kept);
            var writtenOut = model == CrashModel.Ext4Ordered ? kept.Count(change => change.Replaces) : 0;
            if (seen.Add((names.HashNames(), writtenOut)))
                states.Add(names);
        }

        return states;
    }

    private IEnumerable<IReadOnlyList<PendingName>> Prefixes()
    {
        var certain = habits.Windows ? 0 : state.Names.Count(change => change.Index < state.OrderedCommit);
        for (var count = certain; count <= state.Names.Count; count++)
            yield return state.Names.GetRange(0, count);
    }

    private IEnumerable<IReadOnlyList<PendingName>> Subsets()
    {
        var count = state.Names.Count;
        if (count < SubsetsOfAll && 1 << count <= limits.NameStates)
            return Enumerable.Range(0, 1 << count).Select(mask => Pick(n => (mask >> n & 1) != 0));

        Truncated = true;
        var random = new Random(limits.Seed);
        var numbers = Enumerable.Range(0, count).ToArray();
        IEnumerable<IReadOnlyList<PendingName>> regular =
        [
            .. Enumerable.Range(0, count + 1).Select(length => Pick(n => n < length)),
            .. numbers.Select(only => Pick(n => n == only)),
            .. numbers.Select(missing => Pick(n => n != missing)),
        ];
        return regular
            .Concat(Enumerable.Range(0, limits.NameStates).Select(_ => Pick(_ => random.Next(2) != 0)).ToList())
            .Take(limits.NameStates);
    }

    private List<PendingName> Pick(Func<int, bool> kept) => [.. state.Names.Where((_, n) => kept(n))];

    private NameState Apply(IReadOnlyList<PendingName> kept)
    {
        var directories = _durable;
        foreach (var change in kept)
        {
            NameTable.Apply(
                change,
                id => directories[id],
                (id, names) => directories = directories.SetItem(id, names));
        }

        return new NameState(directories, kept.Select(change => change.Index).ToHashSet());
    }
}
