using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

/// <summary>A small write protocol, crashed everywhere, with the verdict that is known for it.</summary>
internal sealed record Protocol(
    string Name, Action<CrashRun> Steps, Func<DurableFileSystem, CrashPoint, string?> Verdict)
{
    public Action<CrashFileSystem> Prepare { get; init; } = _ => { };

    public bool ReplaceWritesOutData { get; init; } = true;

    public ExplorationResult Explore(CrashModel model, params (CrashOperationKind Kind, int Occurrence)[] without) =>
        Explore(model, disk =>
        {
            foreach (var (kind, occurrence) in without)
                disk.IgnoreFlush(kind, occurrence);
        });

    public ExplorationResult Explore(CrashModel model, Action<CrashFileSystem> mutate)
    {
        var explorer = new CrashExplorer(new CrashExplorerOptions
        {
            Models = [model],
            Disk = new CrashFileSystemOptions { ReplaceWritesOutData = ReplaceWritesOutData },
            Prepare = disk =>
            {
                Prepare(disk);
                mutate(disk);
            },
        });
        var exploring = explorer.ExploreAsync(
            Name,
            run =>
            {
                Steps(run);
                return Task.CompletedTask;
            },
            (disk, point) => Task.FromResult<IReadOnlyList<string>>(Verdict(disk, point) is { } wrong ? [wrong] : []));
        Assert.True(exploring.IsCompleted);
        return exploring.Result;
    }
}
