using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>Journals of two devices in one directory: whatever point the merge is cut off at, nothing of either is
/// lost.</summary>
internal static class HistoryScenarios
{
    private const string Start = "common";

    private static readonly Lazy<(DiskTree Start, DiskTree First, DiskTree Second)> Devices = new(MakeDevices);

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        Diverged("histories: told, then written above", async host =>
        {
            await host.OpenAsync();
            await host.AppendAsync("a", "later");
            host.Idle();
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "more");
        }),
        Diverged("histories: merged while open", async host =>
        {
            await host.OpenAsync();
            await host.MergeAsync("a", Start, "x0", "x1", "y0", "y1");
            host.Idle();
            await host.ReopenAsync();
            await host.AppendAsync("a", "more");
        }),
        OtherDocument("histories: the document of another device while open", async host =>
        {
            await host.AppendAsync("a", "later");
            host.Idle();
            await host.KillAndReopenAsync();
        }),
        OtherDocument("histories: the document of another device, then a kill", async host =>
        {
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "later");
        }),
    ];

    // The document of the second device, under the journal of the first.
    private static CrashScenario OtherDocument(string name, Func<CrashHost, Task> steps) => new(name, async host =>
    {
        host.Seeded("a", "t-a", Start);
        await host.OpenAsync();
        await host.AppendAsync("a", "x0", "x1");
        host.Idle();
        host.SkipToHere();
        host.PutOther("a", Devices.Value.Second["a.json"], 1, "y0", "y1");
        await steps(host);
    })
    {
        OpensItself = true,
        Prepare = disk => Put(disk, Devices.Value.Start),
    };

    private static CrashScenario Diverged(string name, Func<CrashHost, Task> steps) => new(name, host =>
    {
        host.Seeded("a", "t-a", Start, "x0", "x1");
        return steps(host);
    })
    {
        OpensItself = true,
        Prepare = Put,
        Expectations = new() { Findings = [FindingKinds.JournalDiverged] },
    };

    private static void Put(CrashFileSystem disk)
    {
        var (_, first, second) = Devices.Value;
        Put(disk, first);
        disk.Seed($"{CrashHost.Root}/{LastShard(second)}", second[LastShard(second)]);
    }

    private static void Put(CrashFileSystem disk, DiskTree tree)
    {
        foreach (var name in tree.Names.Where(name => name != "store.owner"))
            disk.Seed($"{CrashHost.Root}/{name}", tree[name]);
    }

    // The documents are those of the device whose journal has the lower name: its messages come first.
    private static (DiskTree Start, DiskTree First, DiskTree Second) MakeDevices()
    {
        var start = Device(new(), isNew: true, Start);
        DiskTree first, second;
        do
        {
            first = DiskTree.Of(Device(start, isNew: false, "x0", "x1"), CrashHost.Root);
            second = DiskTree.Of(Device(start, isNew: false, "y0", "y1"), CrashHost.Root);
        }
        while (string.CompareOrdinal(LastShard(first), LastShard(second)) > 0);

        return (DiskTree.Of(start, CrashHost.Root), first, second);
    }

    private static string LastShard(DiskTree tree) =>
        tree.Names.Where(name => name.StartsWith("_journal/", StringComparison.Ordinal)).Max(StringComparer.Ordinal)!;

    private static CrashFileSystem Device(CrashFileSystem from, bool isNew, params string[] texts)
    {
        var disk = isNew ? from : from.ProcessKill();
        WithoutContext.Run(() => WriteAsync(disk, isNew, texts).IsCompletedSuccessfully);
        return disk;
    }

    private static async Task WriteAsync(CrashFileSystem disk, bool isNew, string[] texts)
    {
        await using var store = CrashHost.NewStore(disk, new SteppedTime());
        var id = SessionId.Parse("a");
        if (isNew) await store.CreateAsync(new() { Id = id, Title = "t-a" });
        foreach (var text in texts) await store.AppendAsync(id, [SessionMessage.User(text)]);
    }
}
