using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>A scenario of a standalone journal that a crash explorer runs.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="RunAsync">What the host does; the journal is open when it starts, unless the scenario opens it.</param>
internal sealed record TurnJournalScenario(string Name, Func<TurnJournalHost, Task> RunAsync)
{
    /// <summary>Gets the size beyond which a shard ends.</summary>
    public long MaxShardBytes { get; init; } = 1 << 20;

    /// <summary>Gets whether the opening itself is crashed too.</summary>
    public bool OpensItself { get; init; }

    /// <summary>Crashes the scenario everywhere, and the recoveries of what that leaves.</summary>
    public Task<ExplorationResult> ExploreAsync(
        Action<CrashFileSystem>? mutate = null, Action<CrashExplorerOptions>? change = null)
    {
        (TurnJournal Journal, SteppedTime Time)? opened = null;
        var options = Explorations.Options(recoveryStates: 5, disk =>
        {
            if (!OpensItself) opened = OpenBefore(disk);
            mutate?.Invoke(disk);
        });
        change?.Invoke(options);

        // On a thread without a synchronization context, so that nothing of the journal hops to another.
        return Task.Run(() => new CrashExplorer(options).ExploreAsync(
            Name,
            async run =>
            {
                var host = new TurnJournalHost(run, MaxShardBytes);
                if (opened is var (journal, time)) host.Attach(journal, time);
                await RunAsync(host);
            },
            TurnJournalOracle.CheckAsync));
    }

    /// <summary>Explores, notes the line of the table, and throws when a law fell.</summary>
    public Task HoldsAsync() => Explorations.HoldsAsync(() => ExploreAsync());

    /// <summary>Runs the scenario once and lists the flushes that it makes.</summary>
    public Task<IReadOnlyList<string>> TraceAsync() => Explorations.TraceAsync(change => ExploreAsync(change: change));

    private (TurnJournal Journal, SteppedTime Time) OpenBefore(CrashFileSystem disk)
    {
        var time = new SteppedTime();
        var opening = TurnJournalHost.OpenAsync(disk, time, MaxShardBytes);
        if (!opening.IsCompletedSuccessfully) throw new InvalidOperationException("The journal did not open at once.");

        DiskRest.Reach(disk, TurnJournalHost.Root, LockFiles.JournalOwner);
        return (opening.Result, time);
    }
}
