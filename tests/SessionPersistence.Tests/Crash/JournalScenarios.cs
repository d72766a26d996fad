using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>The journal under several sessions: batches, shards that end, are carried from and are removed; checkpoints
/// between.</summary>
internal static class JournalScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("journal: three sessions share a flush", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            var others = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () => Task.WhenAll(
                host.AppendAsync("a", "three"), host.AppendAsync("b", "two"), host.CreateAsync("c", "one")));
            await host.AppendAsync("a", "two");
            await others;
        }),
        new("journal: batch of one session", async host =>
        {
            await host.CreateAsync("a", "one");
            var others = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () => Task.WhenAll(
                host.AppendAsync("a", "three"), host.RenameAsync("a", "Nara"), host.AppendAsync("a", "four")));
            await host.AppendAsync("a", "two");
            await others;
        }),
        new("journal: rotation and retirement", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.AppendAsync("a", "two");
            await host.AppendAsync("a", "three");
            host.Idle();
            await host.AppendAsync("a", "four");
            host.Idle();
        }) { MaxShardBytes = 600 },
        new("journal: an open turn is carried", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "well");
            host.Idle();
            await host.CreateAsync("b", "one");
            await host.AppendAsync("b", "two");
            host.Idle();
            await host.AppendAsync("b", "three");
            host.Idle();
            await host.CompleteAsync("a", "t1", "hi");
        }) { MaxShardBytes = 600 },
        new("journal: a shard is deleted under its store", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.AppendAsync("a", "two");
            await host.BeginAsync("a", "t1", "hello");
            await host.CreateAsync("c", "one");
            await host.DeleteAsync("c");
            host.DeleteShards();
            await host.CreateAsync("b", "one");
            host.SkipToHere();
            await host.CompleteAsync("a", "t1", "hi");
            host.Idle();
        }),
        new("journal: retirement, then a foreign write", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.AppendAsync("a", "two");
            await host.RewriteAsync("a", "one");
            await host.KillAndReopenAsync();
            host.WriteForeign("a", "foreign");
        }) { MaxShardBytes = 300 },
        new("journal: retirement after a deletion", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            await host.DeleteAsync("a");
            await host.AppendAsync("b", "two");
            host.Idle();
            await host.RecreateAsync("a", "new");
            await host.AppendAsync("b", "three");
            host.Idle();
        }) { MaxShardBytes = 400 },
        new("journal: checkpoint races with appends", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            var appending = host.Disk.Before(
                CrashOperationKind.Flush, ".a.json.*.tmp", () => host.AppendAsync("a", "three"));
            var renaming = host.Disk.Before(CrashOperationKind.Replace, "a.json", () => host.AppendAsync("a", "four"));
            await host.CheckpointAsync("a");
            await appending;
            await renaming;
            host.Idle();
        }),
        new("journal: checkpoint during an append", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            var checkpoint = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () => host.CheckpointAsync("a"));
            await host.AppendAsync("a", "two");
            await checkpoint;
            await host.AppendAsync("a", "three");
        }),
        new("journal: checkpoint races with a rewrite", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.AppendAsync("a", "three");
            var checkpoint = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () => host.CheckpointAsync("a"));
            await host.RewriteAsync("a", "one");
            await checkpoint;
            host.Idle();
        }),
        new("journal: rewrite under way meets an append", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            var appending = host.Disk.Before(
                CrashOperationKind.Replace, "a.json.bak", () => host.AppendAsync("a", "three"));
            await host.RewriteAsync("a", "one");
            await appending;
        }),
    ];
}
