using System.Collections;
using SessionPersistence.Testing.Disk;
using SessionPersistence.Testing.Images;

namespace SessionPersistence.Testing;

/// <summary>What a disk could hold after the loss of power: a sequence of different images, made while it is
/// read.</summary>
public sealed class CrashImageSet : IEnumerable<CrashImage>
{
    private readonly CrashSnapshot _snapshot;
    private readonly CrashModel _model;
    private readonly CrashImageLimits _limits;
    private readonly List<ImageChoice> _choices = [];

    internal CrashImageSet(CrashSnapshot snapshot, CrashModel model, CrashImageLimits limits)
    {
        (_snapshot, _model, _limits) = (snapshot, model, limits);
        var names = new NameStates(snapshot.State, snapshot.Habits, model, limits);
        var contents = new FileStates(model, limits);
        Dictionary<(ulong, int), IReadOnlyList<FileState>> cache = [];
        foreach (var state in names.List())
        {
            var choice = new ImageChoice(state, file => ContentsOf(file, state, contents, cache), snapshot.State);
            _choices.Add(choice);
            Possible = Math.Min(long.MaxValue / 2, Possible + choice.Count);
        }

        Truncated = names.Truncated || contents.Truncated || Possible > limits.Images;
    }

    /// <summary>Gets whether the limits left something out.</summary>
    public bool Truncated { get; }

    /// <summary>Gets the number of combinations of names and contents within the limits of each; different combinations
    /// may be one image.</summary>
    public long Possible { get; }

    /// <inheritdoc />
    public IEnumerator<CrashImage> GetEnumerator()
    {
        HashSet<ulong> seen = [];
        var share = Possible <= _limits.Images ? long.MaxValue : Math.Max(1, _limits.Images / _choices.Count);
        var random = new Random(_limits.Seed);
        foreach (var choice in _choices)
        {
            foreach (var contents in choice.Combinations(share, random))
            {
                var image = new CrashImage(_snapshot, _model, _limits.Seed, choice, contents);
                if (seen.Add(image.Hash))
                    yield return image;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IReadOnlyList<FileState> ContentsOf(
        FileNode file, NameState names, FileStates contents, Dictionary<(ulong, int), IReadOnlyList<FileState>> cache)
    {
        var certain = WrittenOutBefore(file, names);
        if (!cache.TryGetValue((file.Id, certain), out var states))
            cache[(file.Id, certain)] = states = contents.List(file, certain);
        return states;
    }

    private int WrittenOutBefore(FileNode file, NameState names)
    {
        var writesOut = _model == CrashModel.Ext4Ordered && _snapshot.Habits.ReplaceWritesOutData;
        if (!writesOut || file.ReplacedAt is not { } index)
            return 0;
        var pending = _snapshot.State.Names.Exists(change => change.Index == index);
        return !pending || names.Kept.Contains(index) ? index : 0;
    }
}
