using System.Text;

namespace SessionPersistence.Tests.Crash;

/// <summary>Links under names of the store: no crash makes it follow, replace or leave one.</summary>
internal static class LinkScenarios
{
    private const string Target = "/elsewhere.json";
    private const string Content = "somebody's";

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        Linked("links: under the name of a backup, written beside", "a.json.bak", async host =>
        {
            host.DiskMayFail = true;
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.RewriteAsync("a", "one");
            Assert.IsType<SessionWriteException>(host.Errors.Last());
            host.Idle();
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "three");
        }),
        Linked("links: under the name of a backup, then deleted", "a.json.bak", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
        }),
    ];

    private static CrashScenario Linked(string name, string link, Func<CrashHost, Task> steps) => new(name, steps)
    {
        Prepare = disk =>
        {
            disk.Seed(Target, Content);
            disk.SeedLink($"{CrashHost.Root}/{link}", Target);
        },
        Expectations = new()
        {
            Links = [link],
            Untouched = [(Target, Encoding.UTF8.GetBytes(Content))],
            Findings = [FindingKinds.LinkedFile],
        },
    };
}
