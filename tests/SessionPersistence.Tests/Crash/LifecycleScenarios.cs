namespace SessionPersistence.Tests.Crash;

/// <summary>Sessions that come from other sessions.</summary>
internal static class LifecycleScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("lifecycle: forked", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.ForkAsync("a", "b", 1);
            await host.AppendAsync("b", "other");
            await host.AppendAsync("a", "three");
            host.Idle();
        }),
        new("lifecycle: ids rotated by forking", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.BeginAsync("a", "t1", "prompt");
            await host.ForkAsync("a", "b", 0);
            await host.AppendAsync("b", "summary");
            await host.CompleteAsync("a", "t1", "answer");
            host.Idle();
            await host.DeleteAsync("a");
            host.Idle();
        }),
        new("lifecycle: imported", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.ImportAsync("a", "b");
            await host.RewriteAsync("b", "two");
            host.Idle();
        }),
    ];
}
