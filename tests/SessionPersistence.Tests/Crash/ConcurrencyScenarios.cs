using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>What the journal and the documents do by themselves, while several sessions go on writing.</summary>
/// <remarks>With 300 bytes a shard is full after one batch, whatever the length of the names in its header.</remarks>
internal static class ConcurrencyScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("together: a shard ends under three writers", async host =>
        {
            await host.CreateAsync("a", "one");
            var others = host.Disk.Before(CrashOperationKind.CreateFile, "*.jsonl", () => Task.WhenAll(
                host.AppendAsync("a", "two"), host.CreateAsync("c", "one")));
            await host.CreateAsync("b", "one");
            await others;
            await host.AppendAsync("b", "two");
            host.Idle();
        }) { MaxShardBytes = 300 },
        new("together: shards go under two writers", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            await host.CreateAsync("b", "one");
            var others = host.Disk.Before(CrashOperationKind.Delete, "*.jsonl", () => Task.WhenAll(
                host.AppendAsync("a", "three"), host.AppendAsync("b", "two")));
            host.Idle();
            await others;
            host.Idle();
        }) { MaxShardBytes = 300 },
        new("together: two open turns go on while they are carried", async host =>
        {
            await host.CreateAsync("a");
            await host.CreateAsync("b");
            await host.BeginAsync("a", "t1", "hello");
            await host.BeginAsync("b", "t2", "hello");
            await host.PartialAsync("b", "t2", "well");
            var others = host.Disk.Before(CrashOperationKind.Read, "*.jsonl", () => Task.WhenAll(
                host.StepAsync("b", "t2", "call"), host.CompleteAsync("a", "t1", "hi")));
            host.Idle();
            await others;
            await host.AppendAsync("a", "more");
            host.Idle();
            await host.CompleteAsync("b", "t2", "hi");
        }) { MaxShardBytes = 300 },
        new("together: a shard fails under three writers", async host =>
        {
            host.DiskMayFail = true;
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            host.Disk.Fail(
                new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = "*.jsonl", Occurrence = 2 });
            var others = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () => Task.WhenAll(
                host.AppendAsync("a", "three"), host.AppendAsync("b", "two"), host.CreateAsync("c", "one")));
            await host.AppendAsync("a", "two");
            await others;
            await host.AppendAsync("b", "three");
            host.Idle();
        }),
        new("together: a shard is deleted under three writers", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            var others = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", () =>
            {
                host.DeleteShards();
                return Task.WhenAll(
                    host.AppendAsync("a", "three"), host.AppendAsync("b", "two"), host.CreateAsync("c", "one"));
            });
            await host.AppendAsync("a", "two");
            await others;
            host.SkipToHere();
            await host.AppendAsync("b", "three");
            host.Idle();
        }),
        new("together: the lock is removed and taken before a flush", async host =>
        {
            host.DiskMayFail = true;
            await host.CreateAsync("a", "one");
            host.Idle();
            host.SkipToHere();
            var taken = host.Disk.Before(CrashOperationKind.Flush, "*.jsonl", async () =>
            {
                await host.RemoveLockAndTakeOverAsync();
                await host.AppendAsync("a", "three");
            });
            await host.AppendAsync("a", "two");
            await taken;
        }),
        new("together: the lock is removed and taken before a document is replaced", async host =>
        {
            host.DiskMayFail = true;
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            host.SkipToHere();
            var taken = host.Disk.Before(CrashOperationKind.Flush, ".a.json.*.tmp", async () =>
            {
                await host.RemoveLockAndTakeOverAsync();
                await host.AppendAsync("a", "three");
            });
            host.Idle();
            await taken;
            host.Idle();
        }),
        new("together: three documents under their writers", async host =>
        {
            foreach (var id in (string[])["a", "b", "c"]) await host.CreateAsync(id, "one");
            host.Idle();
            foreach (var id in (string[])["a", "b", "c"]) await host.AppendAsync(id, "two");
            host.SkipToHere();
            var flushing = host.Disk.Before(CrashOperationKind.Flush, ".a.json.*.tmp",
                () => Task.WhenAll(host.AppendAsync("a", "three"), host.AppendAsync("b", "three")));
            var replacing = host.Disk.Before(CrashOperationKind.Replace, "b.json",
                () => Task.WhenAll(host.AppendAsync("b", "four"), host.RenameAsync("c", "Nara")));
            host.Idle();
            await flushing;
            await replacing;
            host.Idle();
        }) { MaxShardBytes = 1200 },
    ];
}
