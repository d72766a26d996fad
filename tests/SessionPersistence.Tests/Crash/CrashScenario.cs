using System.Diagnostics;
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

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SESSION_PERSISTENCE_EXPLORE") == "long";

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
        var options = new CrashExplorerOptions
        {
            CrashInRecovery = true,
            RecoveryKey = IsLong ? null : KeyOf,
            Limits = new() { Images = IsLong ? 4096 : 48, StatesPerFile = IsLong ? 512 : 16, SectorsPerWrite = IsLong ? 64 : 8 },
            RecoveryLimits = new() { Images = IsLong ? 256 : 4, StatesPerFile = IsLong ? 128 : 4, SectorsPerWrite = 4 },
            Prepare = disk =>
            {
                Prepare?.Invoke(disk);
                if (!OpensItself) opened = OpenBefore(disk);
                mutate?.Invoke(disk);
            },
            MaxViolations = 3,
        };
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
    public async Task HoldsAsync()
    {
        var watch = Stopwatch.StartNew();
        var result = await ExploreAsync();
        MatrixTable.Add(result, watch.Elapsed);
        result.ThrowIfViolated();
    }

    /// <summary>Runs the scenario once and lists the flushes that it makes.</summary>
    public async Task<IReadOnlyList<string>> TraceAsync()
    {
        CrashFileSystem? traced = null;
        var begin = 0;
        var result = await ExploreAsync(change: options =>
        {
            (options.Models, options.ProcessKill) = ([], false);
            var prepare = options.Prepare!;
            options.Prepare = disk =>
            {
                prepare(disk);
                (traced, begin) = (disk, disk.OperationCount);
            };
        });
        result.ThrowIfViolated();
        return [.. ProtocolStep.In(traced!.Trace, begin)];
    }

    /// <summary>As little as shows that something is missing.</summary>
    public static void Small(CrashExplorerOptions options)
    {
        options.CrashInRecovery = false;
        options.ProcessKill = false;
        options.MaxViolations = 1;
        options.Models = [CrashModel.StrictPosix];
        options.Limits = new() { Images = 24, StatesPerFile = 6, SectorsPerWrite = 3, NameStates = 24 };
    }

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
        if (!store.OpenAsync().IsCompletedSuccessfully) throw new InvalidOperationException("The store did not open at once.");

        DiskRest.Reach(disk, CrashHost.Root, LockFiles.StoreOwner);
        return (store, time);
    }

    /// <summary>Names a recovery by what it does: random names and the bytes apart, two that do the same have the same name.</summary>
    public static string KeyOf(IReadOnlyList<CrashOperation> operations) =>
        string.Join('\n', operations.Select(o => $"{o.Kind} {PlainPath(o.Path)} {(o.Destination is { } d ? PlainPath(d) : "")}"));

    /// <summary>Returns a path without what is random in it.</summary>
    public static string PlainPath(string path) => Random().Replace(path, "*");

    [GeneratedRegex("[0-9a-f]{12,}")]
    private static partial Regex Random();
}
