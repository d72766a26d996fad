using System.Text;

namespace SessionPersistence.Tests.Crash;

/// <summary>Documents that another program wrote.</summary>
internal static class ForeignScenarios
{
    private static readonly string Reference = ForeignDocument.Of("a", "old", "one", "two");

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        Adopting("foreign: adopted by an append", async host =>
        {
            await host.AppendAsync("a", "three");
            host.Idle();
        }),
        Adopting("foreign: adopted by a rewrite", async host =>
        {
            await host.RewriteAsync("a", "one");
            host.Idle();
        }),
        Adopting("foreign: adopted, then deleted", async host =>
        {
            await host.AppendAsync("a", "three");
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
        }),
        Adopting("foreign: deleted without adoption", async host =>
        {
            await host.DeleteAsync("a");
            host.Idle();
        }),
        new("foreign: written over, then deleted", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            host.WriteForeign("a", "foreign");
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
        }),
        new("foreign: stale write over the next life", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            var stale = host.ReadAsOther("a", "late");
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
            host.WriteStale("a", stale);
            await host.AppendAsync("a", "two");
            host.Idle();
        }),
        new("foreign: write merged while open", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            host.WriteForeign("a", "foreign");
            await host.AppendAsync("a", "two");
            host.Idle();
        }),
        new("foreign: write over waiting records", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            host.WriteForeign("a", "foreign");
            host.Idle();
            await host.AppendAsync("a", "three");
        }),
        new("foreign: messages taken while open", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            host.Idle();
            host.TakeForeign("a", 1, "foreign");
            await host.AppendAsync("a", "ours");
            host.Idle();
        }),
        new("foreign: messages taken, then a kill", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            host.Idle();
            host.TakeForeign("a", 1);
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "ours");
        }),
        new("foreign: a message taken out by hand, then a kill", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            host.SkipToHere();
            host.TakeOutByHand("a", "one");
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "three");
        }) { Expectations = new() { Damaged = ["a"] } },
        new("foreign: a message taken out by hand behind waiting records, then a kill", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.AppendAsync("a", "three");
            host.SkipToHere();
            host.TakeOutByHand("a", "one");
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "four");
        }) { Expectations = new() { Damaged = ["a"] } },
        new("foreign: write, then a kill", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            host.WriteForeign("a", "foreign");
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "three");
        }),

        new("foreign: a document taken away before its shard goes", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            host.TakeAway("a");
            await host.CreateAsync("b", "one");
            host.Idle();
            await host.AppendAsync("b", "two");
            host.Idle();
        }) { MaxShardBytes = 1 },
        new("foreign: a backup put back while open", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            host.Idle();
            await host.RewriteAsync("a", "one");
            await host.AppendAsync("a", "four");
            host.PutBackup("a", "one", "two", "three", "four");
            host.Idle();
            await host.AppendAsync("a", "five");
        }),
        new("foreign: a backup put back, then a kill", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            host.Idle();
            await host.RewriteAsync("a", "one");
            await host.AppendAsync("a", "four");
            host.Idle();
            host.PutBackup("a", "one", "two", "three", "four");
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "five");
        }),

        new("foreign: the older document put back while open", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            var older = host.Copy("a");
            await host.AppendAsync("a", "two");
            host.Idle();
            host.SkipToHere();
            host.PutBack("a", older);
            await host.AppendAsync("a", "three");
            host.Idle();
        }),
        new("foreign: the older document put back, then a kill", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            var older = host.Copy("a");
            await host.AppendAsync("a", "two");
            host.Idle();
            host.SkipToHere();
            host.PutBack("a", older);
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "three");
        }),
        new("foreign: the older document put back and the backup gone, then a kill", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            host.Idle();
            var older = host.Copy("a");
            await host.RewriteAsync("a", "one");
            host.Idle();
            host.SkipToHere();
            host.PutBack("a", older);
            host.Disk.DeleteFile($"{CrashHost.Root}/a.json.bak");
            host.Disk.FlushDirectory(CrashHost.Root);
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "four");
        }),

        // What a start publishes has a revision of no record, and the end of the turn builds on it.
        new("foreign: write while a turn is open, then two kills", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.BeginAsync("a", "t1", "two");
            host.WriteForeign("a", "foreign");
            await host.KillAndReopenAsync();
            host.WriteForeign("a", "again");
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "three");
        }),
    ];

    private static CrashScenario Adopting(string name, Func<CrashHost, Task> steps) => new(name, host =>
    {
        host.Seeded("a", "old", "one", "two");
        return steps(host);
    })
    {
        Prepare = disk => disk.Seed($"{CrashHost.Root}/a.json", Reference),
        Expectations = new() { Kept = [("a", Encoding.UTF8.GetBytes(Reference))] },
    };
}
