namespace SessionPersistence.Tests.Crash;

/// <summary>Conversations that get shorter on purpose.</summary>
internal static class RewriteScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("rewrite: first generation", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            await host.RewriteAsync("a", "one");
            host.Idle();
        }),
        new("rewrite: of document and tail", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            await host.RewriteAsync("a", "other");
        }),
        new("rewrite: better generation", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.AppendAsync("a", "three", "four");
            await host.RewriteAsync("a");
            host.Idle();
        }),
        new("rewrite: lesser generation", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            await host.RewriteAsync("a", "one");
            host.Idle();
            await host.RewriteAsync("a", "other");
        }),
        new("rewrite: extends, loses nothing", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.RewriteAsync("a", "one", "two");
            host.Idle();
        }),
    ];
}
