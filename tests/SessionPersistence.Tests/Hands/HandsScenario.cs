using SessionPersistence.Testing;
using SessionPersistence.Tests.Crash;

namespace SessionPersistence.Tests.Hands;

/// <summary>A scenario whose directory is touched.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="RunAsync">What the host does; it opens the store itself.</param>
internal sealed record HandsScenario(string Name, Func<HandsHost, Task> RunAsync)
{
    /// <summary>Gets the size beyond which a shard ends.</summary>
    public long MaxShardBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets how many pairs are tried unless the exploration is long: all of all scenarios take
    /// minutes.</summary>
    public int MaxPairs { get; init; } = int.MaxValue;

    /// <summary>Tries the pairs; in a long exploration all of them.</summary>
    /// <param name="change">What to change of the options.</param>
    /// <param name="wrap">What is made around the store.</param>
    public Task<OutsideHandsResult> ExploreAsync(
        Action<OutsideHandsOptions>? change = null, Func<FileSessionStore, ISessionStore>? wrap = null)
    {
        var options = new OutsideHandsOptions
        {
            Directory = HandsHost.Root, Elsewhere = HandsHost.UseElsewhereAsync,
            MaxPairs = Explorations.IsLong ? int.MaxValue : MaxPairs,
        };
        change?.Invoke(options);

        // On a thread without a synchronization context, so that nothing of the store hops to another.
        return Task.Run(() => new OutsideHands(options).ExploreAsync(Name, run => RunHostAsync(run, wrap),
            HandsOracle.CheckAsync));
    }

    private async Task RunHostAsync(OutsideRun run, Func<FileSessionStore, ISessionStore>? wrap)
    {
        using var meters = new CheckMeters();
        var host = new HandsHost(run, meters) { MaxShardBytes = MaxShardBytes };
        if (wrap is not null) host.Wrap = wrap;
        await host.OpenAsync();
        await RunAsync(host);
        host.TellHealth();
    }
}
