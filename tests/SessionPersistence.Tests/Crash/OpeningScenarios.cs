namespace SessionPersistence.Tests.Crash;

/// <summary>Opening, closing, and what the next owner does.</summary>
internal static class OpeningScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("open: fresh directory, close", async host =>
        {
            await host.OpenAsync();
            await host.CreateAsync("a", "one");
            await host.CloseAsync();
        }) { OpensItself = true },
        new("open: after a clean close", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            await host.RewriteAsync("b");
            await host.DeleteAsync("b");
            await host.ReopenAsync();
            await host.AppendAsync("a", "two");
        }),
        new("open: close interrupts turns", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "well");
            await host.ReopenAsync();
            await host.BeginAsync("a", "t2", "again");
        }),
        new("open: after a kill", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "well");
            host.Idle();
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "three");
        }),
        new("open: after two kills, with deletions", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one", "two");
            await host.RewriteAsync("b", "one");
            await host.DeleteAsync("a");
            await host.KillAndReopenAsync();
            await host.RecreateAsync("a", "new");
            await host.DeleteAsync("b");
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "two");
        }),
    ];
}
