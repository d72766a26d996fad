namespace SessionPersistence.Testing;

/// <summary>Runs a scenario, touches its directory after each of its operations in every way that people and other
/// programs do, and lets recovery show what became of it.</summary>
/// <remarks>
/// <para>The law that it is made for: what was acknowledged and not taken away on purpose (rewrite, restore, deletion,
/// pruning), and is still readable anywhere in the directory, is shown, or named in a finding; the store's own writes
/// never destroy its last readable copy; an acknowledgement means that the record stood in the file under its name
/// when the call returned.</para>
/// <para>A pair is a step of the scenario and an action on the directory. While running, the scenario is run anew for
/// each pair: it is touched at that step, goes on, and is killed at its end. Between runs, it is killed at the step,
/// and touched then. What is left is checked as the next process finds it. A scenario that does the same each time
/// makes an exploration that can be repeated.</para>
/// </remarks>
public sealed class OutsideHands
{
    private readonly OutsideHandsOptions _options;

    /// <summary>Creates an explorer.</summary>
    /// <param name="options">What to try; the defaults when <see langword="null"/>.</param>
    public OutsideHands(OutsideHandsOptions? options = null) => _options = options ?? new OutsideHandsOptions();

    /// <summary>Runs the scenario untouched, then the check on what each pair leaves behind.</summary>
    /// <param name="name">The name of the scenario, for the result.</param>
    /// <param name="scenario">What to touch. It says where its steps end, and notes what it sends and what was
    /// acknowledged; errors that the store may give once it was touched are part of it.</param>
    /// <param name="check">Runs the real recovery on a disk and returns what is wrong with the outcome; an exception
    /// counts as that.</param>
    /// <param name="cancellationToken">Observed between pairs.</param>
    public async Task<OutsideHandsResult> ExploreAsync(
        string name,
        Func<OutsideRun, Task> scenario,
        Func<CrashFileSystem, OutsidePoint, Task<IReadOnlyList<string>>> check,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(check);

        var exploration = new OutsideExploration(_options, scenario, check);
        var untouched = await exploration.RunUntouchedAsync().ConfigureAwait(false);
        var (actions, skipped) = Choose(untouched.Disk);
        var possible = untouched.Pairs(actions, _options.Moments);
        var picked = Pick(possible);

        var violations = new List<OutsideViolation>();
        var tried = new List<OutsidePair>();
        foreach (var pair in picked.TakeWhile(_ => violations.Count < _options.MaxViolations))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var action = actions.Single(action => action.Name == pair.Action);
            if (await exploration.TryAsync(untouched, pair, action).ConfigureAwait(false) is { } violation)
                violations.Add(violation);
            tried.Add(pair);
        }

        return new OutsideHandsResult(name, untouched.Steps.Count, tried, possible.Count, skipped, violations)
        {
            Seed = picked.Count < possible.Count ? _options.Seed : null,
        };
    }

    private (List<OutsideAction> Actions, List<string> Skipped) Choose(CrashFileSystem disk)
    {
        var actions = new List<OutsideAction>();
        var skipped = new List<string>();
        foreach (var action in _options.Actions)
        {
            if (action.Lacks(disk, _options) is { } why)
                skipped.Add($"{action.Name}: {why}");
            else
                actions.Add(action);
        }

        return (actions, skipped);
    }

    private List<OutsidePair> Pick(List<OutsidePair> possible)
    {
        if (possible.Count <= _options.MaxPairs)
            return possible;

        var random = new Random(_options.Seed);
        var picked = Enumerable.Range(0, possible.Count).ToArray();
        random.Shuffle(picked);
        return [.. picked.Take(_options.MaxPairs).Order().Select(index => possible[index])];
    }
}
