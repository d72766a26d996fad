namespace SessionPersistence.Tests.Crash;

/// <summary>The index: behind, at close, of another program, and older or newer than what it tells of.</summary>
internal static class IndexScenarios
{
    private const string Index = $"{CrashHost.Root}/_index.json";

    // Longer than a change waits for the index.
    private static readonly TimeSpan UntilWritten = TimeSpan.FromSeconds(40);

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("index: written behind", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            host.Wait(UntilWritten);
            await host.RenameAsync("a", "Nara");
            host.Wait(UntilWritten);
        }),
        new("index: older than the documents", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            host.Wait(UntilWritten);
            await host.AppendAsync("a", "two");
            await host.DeleteAsync("b");
            host.Idle();
            await host.KillAndReopenAsync();
            await host.RecreateAsync("b", "new");
        }),
        new("index: newer than a document", async host =>
        {
            await host.CreateAsync("a", "one");
            host.Idle();
            await host.BeginAsync("a", "t1", "hello");
            host.Wait(UntilWritten);
            await host.KillAndReopenAsync();
            await host.AppendAsync("a", "two");
        }),
        new("index: believed at the next start", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("b", "one");
            await host.ReopenAsync();
            await host.AppendAsync("a", "two");
            await host.ReopenAsync();
            await host.DeleteAsync("b");
            await host.ReopenAsync();
        }),
        new("index: foreign write while closed", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CloseAsync();
            host.WriteForeign("a", "foreign");
            await host.OpenAsync();
            await host.AppendAsync("a", "two");
            await host.ReopenAsync();
        }),
        new("index: of another program", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CloseAsync();
            host.Disk.Seed(
                Index, """[{"session_id": "a", "title": "foreign", "updated_at": 1.0}, {"session_id": "gone"}]""");
            await host.OpenAsync();
            await host.RenameAsync("a", "Nara");
            await host.CloseAsync();
        }),
    ];
}
