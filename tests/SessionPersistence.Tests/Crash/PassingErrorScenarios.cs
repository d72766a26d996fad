using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Documents that could not be read when a store was opened, or were away for a while.</summary>
internal static class PassingErrorScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("passing: records wait for a document, then an append", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            await host.KillAndReopenUnreadAsync("a", CrashOperationKind.OpenFile);
            await host.AppendAsync("a", "three");
            host.Idle();
        }),
        new("passing: a turn waits for its document, then another one", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "well");
            host.Idle();
            await host.KillAndReopenUnreadAsync("a", CrashOperationKind.Read);
            await host.BeginAsync("a", "t2", "again");
            await host.CompleteAsync("a", "t2", "hi");
            host.Idle();
        }),
        new("passing: another program's write waits, then a rename", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            host.WriteForeign("a", "foreign");
            await host.KillAndReopenUnreadAsync("a", CrashOperationKind.FindEntry);
            await host.RenameAsync("a", "Nara");
            host.Idle();
        }),
        new("passing: a document that waits is deleted", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "three");
            await host.KillAndReopenUnreadAsync("a", CrashOperationKind.OpenFile);
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
        }),
        new("passing: nobody asks for a document before the next kill", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            await host.KillAndReopenUnreadAsync("a", CrashOperationKind.Read);
            await host.CreateAsync("b", "one");
            host.Idle();
            await host.KillAndReopenAsync();
        }) { MaxShardBytes = 300 },

        // While the file is away nobody has the session whole.
        new("passing: given up at a checkpoint, then put back", async host =>
        {
            host.DiskMayFail = true;
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.AppendAsync("a", "two");
            var document = host.Copy("a");
            host.Disk.DeleteFile($"{CrashHost.Root}/a.json");
            host.Disk.FlushDirectory(CrashHost.Root);
            await host.CheckpointAsync("a");
            Assert.IsType<SessionCorruptException>(host.Errors.Last());
            host.PutBack("a", document);
            host.SkipToHere();
            await host.CreateAsync("c", "one");
            host.Idle();
            await host.KillAndReopenAsync();
        }) { MaxShardBytes = 300 },
    ];
}
