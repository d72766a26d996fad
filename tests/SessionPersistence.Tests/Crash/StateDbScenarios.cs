using System.Text;

namespace SessionPersistence.Tests.Crash;

/// <summary>Documents that are made of a database while no store is open.</summary>
internal static class StateDbScenarios
{
    private static readonly string Reference = ForeignDocument.Of("a", "old", "one", "two");

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("state db: fresh directory",
            host => host.ReconcileAsync(("a", ["one"]), ("b", ["one", "two"]), ("c", []))) { OpensItself = true },
        new("state db: twice", async host =>
        {
            await host.ReconcileAsync(("a", ["one"]));
            await host.ReconcileAsync(("a", ["one"]), ("b", ["two"]));
        }) { OpensItself = true },
        new("state db: beside a document", async host =>
        {
            host.Seeded("a", "old", "one", "two");
            await host.ReconcileAsync(("a", ["other"]), ("b", ["one"]));
        })
        {
            OpensItself = true,
            Prepare = disk => disk.Seed($"{CrashHost.Root}/a.json", Reference),
            Expectations = new() { Kept = [("a", Encoding.UTF8.GetBytes(Reference))] },
        },
        new("state db: after deletions, then a store", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            await host.DeleteAsync("a");
            await host.CloseAsync();
            host.SkipToHere();
            await host.ReconcileAsync(("a", ["one"]), ("b", ["one"]), ("c", ["one"]));
            await host.OpenAsync();
            await host.AppendAsync("c", "two");
            host.Idle();
        }),
        new("state db: after a kill", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            await host.DeleteAsync("b");
            host.Kill();
            host.SkipToHere();
            await host.ReconcileAsync(("a", ["from the database"]), ("b", ["one"]), ("c", ["one"]));
            await host.OpenAsync();
        }),
    ];
}
