namespace SessionPersistence.Testing;

/// <summary>Runs a scenario once, then crashes it after each of its operations in every way that a disk allows, and
/// lets recovery show what is left.</summary>
/// <remarks>A scenario that does the same operations each time makes an exploration that can be repeated.</remarks>
public sealed class CrashExplorer
{
    private readonly CrashExplorerOptions _options;

    /// <summary>Creates an explorer.</summary>
    /// <param name="options">What to try; the defaults when <see langword="null"/>.</param>
    public CrashExplorer(CrashExplorerOptions? options = null) => _options = options ?? new CrashExplorerOptions();

    /// <summary>Runs the scenario, then the check on each different disk that a crash could leave behind.</summary>
    /// <param name="name">The name of the scenario, for the result.</param>
    /// <param name="scenario">What to crash. It notes what it sends and what was acknowledged.</param>
    /// <param name="check">Runs the real recovery on a disk and returns what is wrong with the outcome; an exception
    /// counts as that.</param>
    /// <param name="cancellationToken">Observed between checks.</param>
    /// <returns>What was found. Equal disks with equal notes are checked once.</returns>
    public async Task<ExplorationResult> ExploreAsync(
        string name,
        Func<CrashRun, Task> scenario,
        Func<CrashFileSystem, CrashPoint, Task<IReadOnlyList<string>>> check,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(check);

        var disk = new CrashFileSystem(_options.Disk);
        _options.Prepare?.Invoke(disk);
        var run = new CrashRun(disk);
        disk.StartRecording();
        await scenario(run).ConfigureAwait(false);
        var all = disk.StopRecording();
        var snapshots = all.Where(snapshot => snapshot.OperationCount >= run.FirstPoint).ToList();

        var exploration = new Exploration(_options, check, cancellationToken);
        foreach (var snapshot in snapshots)
            await exploration.VisitAsync(snapshot, new CrashPoint(run, snapshot.OperationCount)).ConfigureAwait(false);
        return exploration.ToResult(name, all[^1].OperationCount - all[0].OperationCount, snapshots.Count);
    }
}
