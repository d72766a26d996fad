namespace SessionPersistence.Tests.Crash;

/// <summary>What people do with backup generations.</summary>
internal static class BackupScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("backup: restored", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.AppendAsync("a", "new");
            await host.RestoreAsync("a");
            host.Idle();
        }),
        new("backup: restored over document and tail", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a");
            host.Idle();
            await host.AppendAsync("a", "x", "y", "z");
            await host.RestoreAsync("a", "one", "two");
            await host.RestoreAsync("a", "x", "y", "z");
        }),
        new("backup: restored while no store is open", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.AppendAsync("a", "three");
            await host.CloseAsync();
            await host.RestoreClosedAsync("a", "one", "two");
            await host.OpenAsync();
            await host.AppendAsync("a", "four");
        }),
        new("backup: document damaged while open, restored", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            host.Idle();
            host.Damage("a");
            await host.RestoreAsync("a", "one", "two");
            host.SkipToHere();
            await host.AppendAsync("a", "three");
            host.Idle();
        }) { Expectations = new() { Damaged = ["a"] }, MaxShardBytes = 1 },
        new("backup: best acknowledged", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            await host.RewriteAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.AcknowledgeBackupAsync("a", "one", "two", "three");
            await host.RewriteAsync("a");
            host.Idle();
        }),
        new("backup: only one acknowledged, then a lesser one", async host =>
        {
            await host.CreateAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.AcknowledgeBackupAsync("a");
            await host.RewriteAsync("a");
        }),
        new("backup: removed", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            await host.RewriteAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.RemoveBackupAsync("a", "one", "two");
            await host.RemoveBackupAsync("a", "one", "two", "three");
            host.Idle();
        }),
        new("backup: best removed, the next takes its place", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            await host.RewriteAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.RemoveBackupAsync("a", "one", "two", "three");
            await host.RewriteAsync("a");
        }),
        new("backup: with the session deleted", async host =>
        {
            await host.CreateAsync("a", "one", "two", "three");
            await host.RewriteAsync("a", "one", "two");
            await host.RewriteAsync("a", "one");
            await host.AcknowledgeBackupAsync("a", "one", "two", "three");
            await host.DeleteAsync("a");
            host.Idle();
            await host.RecreateAsync("a", "new");
        }),
    ];
}
