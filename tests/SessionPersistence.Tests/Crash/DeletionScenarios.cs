using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Sessions that go, and ids that come back.</summary>
internal static class DeletionScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("delete: without a document", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.DeleteAsync("a");
            host.Idle();
        }),
        new("delete: document and generations", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            host.Idle();
            await host.DeleteAsync("a");
            host.Idle();
            await host.DeleteAsync("a");
        }),
        new("delete: with an open turn", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.BeginAsync("a", "t1", "hello");
            host.Idle();
            await host.DeleteAsync("a");
            await host.CompleteAsync("a", "t1", "hi");
        }),
        new("delete: recreate at once", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.DeleteAsync("a");
            await host.CreateAsync("a", "resurrected");
            await host.RecreateAsync("a", "new");
            host.Idle();
        }),
        new("delete: recreate and delete again", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
            host.Idle();
            await host.DeleteAsync("a");
            await host.RecreateAsync("a", "third");
        }),
        new("delete: two sessions, one ledger", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "two");
            host.Idle();
            await host.DeleteAsync("a");
            host.Idle();
            await host.DeleteAsync("b");
            host.Idle();
        }),
        new("delete: shard retired without a checkpoint", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            host.Idle();
            await host.DeleteAsync("a");
            host.Wait(TimeSpan.Zero);
            await host.BeginAsync("b", "t1", "hello");
            await host.PartialAsync("b", "t1", "well");
            host.Wait(TimeSpan.FromMilliseconds(300));
        }) { MaxShardBytes = 1 },
        new("delete: races with a checkpoint", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            var deleting = host.Disk.Before(CrashOperationKind.Replace, "a.json", () => host.DeleteAsync("a"));
            await host.CheckpointAsync("a");
            await deleting;
            host.Idle();
        }),
        new("delete: races with an append", async host =>
        {
            await host.CreateAsync("a", "one");
            var deleting = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () => host.DeleteAsync("a"));
            await host.AppendAsync("a", "two");
            await deleting;
            host.Idle();
        }),
        new("delete: written over by another program", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            host.WriteForeign("a", "foreign");
            await host.DeleteAsync("a");
            host.Idle();
        }),
        new("delete: written over while records wait, then a kill", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.AppendAsync("a", "three");
            host.TakeForeign("a", 1, "foreign");
            await host.DeleteAsync("a");
            await host.KillAndReopenAsync();
            await host.RecreateAsync("a", "new");
        }),
        new("delete: merged with another program's, then written over again", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            host.WriteForeign("a", "foreign");
            await host.AppendAsync("a", "two");
            host.Idle();
            host.WriteForeign("a", "more");
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
        }),
        new("delete: kept, then undeleted", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.AppendAsync("a", "three");
            await host.DeleteKeptAsync("a");
            host.Wait(TimeSpan.Zero);
            await host.UndeleteAsync("a", "a", "one", "two", "three");
            host.Idle();
        }),
        new("delete: kept with an open turn, then a kill", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "well");
            host.Idle();
            await host.DeleteKeptAsync("a");
            await host.KillAndReopenAsync();
            await host.UndeleteAsync("a", "b", "one", "hello", "~well", "!interrupted");
            host.Idle();
        }),
        new("delete: kept, then its time is over", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.DeleteKeptAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
            host.Idle();
            host.Expire("a");
        }),
        new("delete: a copy put back, then undeleted", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            var document = host.Copy("a");
            await host.DeleteAsync("a");
            host.Idle();
            host.PutBack("a", document);
            await host.UndeleteAsync("a", "a", "one");
            host.Idle();
        }) { Expectations = new() { PutBack = ["a"], Findings = [FindingKinds.DeletedSessionFile] } },
    ];
}
