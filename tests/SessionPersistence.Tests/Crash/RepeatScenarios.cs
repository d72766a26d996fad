using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Callers that say a thing again because they were not told that it is done.</summary>
internal static class RepeatScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("repeat: while the first is not flushed", async host =>
        {
            await host.CreateAsync("a", "one");
            var again = host.Disk.Before(
                CrashOperationKind.Flush, "*.jsonl", () => host.AppendOnceAsync("a", "m2", "two"));
            await host.AppendOnceAsync("a", "m2", "two");
            await again;
            await host.AppendAsync("a", "three");
            await host.AppendOnceAsync("a", "m2", "two");
        }),
        new("repeat: after the first failed", async host =>
        {
            host.DiskMayFail = true;
            await host.CreateAsync("a", "one");
            host.SkipToHere();
            host.Disk.Fail(
                new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = "*.jsonl", Times = 2 });
            await host.AppendOnceAsync("a", "m3", "three");
            await host.AppendOnceAsync("a", "m3", "three");
            await host.KillAndReopenAsync();
            await host.AppendOnceAsync("a", "m3", "three");
        }),
        new("repeat: after a kill, and behind a checkpoint", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.AppendOnceAsync("a", "m2", "two");
            await host.KillAndReopenAsync();
            host.SkipToHere();
            await host.AppendOnceAsync("a", "m2", "two");
            host.Idle();
            await host.AppendOnceAsync("a", "m2", "two");
            await host.AppendAsync("a", "three");
            await host.KillAndReopenAsync();
            await host.AppendOnceAsync("a", "m2", "two");
        }) { MaxShardBytes = 300 },
        new("repeat: a turn that is begun twice", async host =>
        {
            await host.CreateAsync("a");
            var again = host.Disk.Before(
                CrashOperationKind.Flush, "*.jsonl", () => host.BeginAsync("a", "t1", "hello"));
            await host.BeginAsync("a", "t1", "hello");
            await again;
            await host.StepAsync("a", "t1", "call");
            await host.BeginAsync("a", "t1", "hello");
            await host.CompleteAsync("a", "t1", "hi");
            await host.BeginAsync("a", "t1", "hello");
        }),
    ];
}
