using System.Text.RegularExpressions;
using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>A scenario that a crash explorer runs.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="RunAsync">What the host does; the store is open when it starts, unless the scenario opens it.</param>
internal sealed partial record CrashScenario(string Name, Func<CrashHost, Task> RunAsync)
{
    /// <summary>Gets what is on the disk before.</summary>
    public Action<CrashFileSystem>? Prepare { get; init; }

    /// <summary>Gets what the oracle cannot know from the deeds.</summary>
    public CrashExpectations Expectations { get; init; } = new();

    /// <summary>Gets the size beyond which a shard ends.</summary>
    public long MaxShardBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets whether the opening itself is crashed too.</summary>
    public bool OpensItself { get; init; }

    /// <summary>Crashes the scenario everywhere, and the recoveries of what that leaves.</summary>
    /// <param name="mutate">What to do to the disk before the scenario.</param>
    /// <param name="change">What to change of the options.</param>
    /// <param name="notes">What to note, truly or falsely, after the scenario.</param>
    /// <param name="check">What to judge by; the oracle when <see langword="null"/>.</param>
    public Task<ExplorationResult> ExploreAsync(
        Action<CrashFileSystem>? mutate = null,
        Action<CrashExplorerOptions>? change = null,
        Action<CrashRun>? notes = null,
        Func<CrashFileSystem, CrashPoint, Task<IReadOnlyList<string>>>? check = null)
    {
        (FileSessionStore Store, SteppedTime Time)? opened = null;
        var options = Explorations.Options(recoveryStates: 4, disk =>
        {
            Prepare?.Invoke(disk);
            if (!OpensItself) opened = OpenBefore(disk);
            mutate?.Invoke(disk);
        });
        change?.Invoke(options);

        // On a thread without a synchronization context, so that nothing of the store hops to another.
        return Task.Run(() => new CrashExplorer(options).ExploreAsync(
            Name,
            async run =>
            {
                await RunHostAsync(run, opened);
                notes?.Invoke(run);
            },
            check ?? ((disk, point) => StoreOracle.CheckAsync(disk, point, Expectations))));
    }

    /// <summary>Explores, notes the line of the table, and throws when a law fell.</summary>
    public Task HoldsAsync() => Explorations.HoldsAsync(() => ExploreAsync());

    /// <summary>Runs the scenario once and lists the flushes that it makes.</summary>
    public Task<IReadOnlyList<string>> TraceAsync() => Explorations.TraceAsync(change => ExploreAsync(change: change));

    /// <summary>Runs the host's part.</summary>
    public async Task RunHostAsync(CrashRun run, (FileSessionStore Store, SteppedTime Time)? opened)
    {
        var host = new CrashHost(run) { MaxShardBytes = MaxShardBytes };
        if (opened is var (store, time)) host.Attach(store, time);
        await RunAsync(host);
    }

    // What opening leaves pending is made durable: the scenario is not about it.
    private (FileSessionStore Store, SteppedTime Time) OpenBefore(CrashFileSystem disk)
    {
        var time = new SteppedTime();
        var store = CrashHost.NewStore(disk, time, MaxShardBytes);
        if (!store.OpenAsync().IsCompletedSuccessfully)
            throw new InvalidOperationException("The store did not open at once.");

        DiskRest.Reach(disk, CrashHost.Root, LockFiles.StoreOwner);
        return (store, time);
    }

    /// <summary>Names a recovery by what it does: random names and the bytes apart, two that do the same have the same
    /// name.</summary>
    public static string KeyOf(IReadOnlyList<CrashOperation> operations) =>
        string.Join('\n',
            operations.Select(o => $"{o.Kind} {PlainPath(o.Path)} {(o.Destination is { } d ? PlainPath(d) : "")}"));

    /// <summary>Returns a path without what is random in it.</summary>
    public static string PlainPath(string path) => Random().Replace(path, "*");

    [GeneratedRegex("[0-9a-f]{12,}")]
    private static partial Regex Random();
}
