using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>A directory that a group shares: whatever a crash leaves, nobody is locked out of a file.</summary>
internal static class OwnershipScenarios
{
    private const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite;

    private const UnixFileMode Seen = Shared | UnixFileMode.OtherRead;

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("owners: documents, generations, ledger", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            host.Idle();
            await host.CreateAsync("b", "one");
            host.Idle();
            host.SkipToHere();
            await host.RewriteAsync("a", "one");
            host.Idle();
            await host.DeleteAsync("b");
        }) { Prepare = Share, Expectations = new() { ModeOf = _ => Shared } },
        new("owners: a document that others may read is replaced", async host =>
        {
            host.Seeded("a", "t-a", "one");
            await host.AppendAsync("a", "two");
            host.Idle();
            await host.AppendAsync("a", "three");
            await host.KillAndReopenAsync();
        })
        {
            Prepare = disk =>
            {
                Share(disk);
                disk.Seed($"{CrashHost.Root}/a.json", ForeignDocument.Of("a", "t-a", "one"));
                disk.ChangeOwnership($"{CrashHost.Root}/a.json", new(1000, 1000, Seen));
            },
            Expectations = new() { ModeOf = name => name == "a.json" ? Seen : Shared },
        },
    ];

    private static void Share(CrashFileSystem disk)
    {
        disk.SeedDirectory(CrashHost.Root);
        disk.ChangeOwnership(
            CrashHost.Root, new(1000, 1000, Shared | UnixFileMode.UserExecute | UnixFileMode.GroupExecute));
    }
}
