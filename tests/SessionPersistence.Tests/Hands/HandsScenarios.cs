namespace SessionPersistence.Tests.Hands;

/// <summary>Scenarios, each for what a directory can hold. All pairs of the smallest are tried, of the others some; a long
/// exploration tries all.</summary>
internal static class HandsScenarios
{
    private const int Some = 400;

    public static IReadOnlyList<HandsScenario> All { get; } =
    [
        new("hands: append, checkpoint, kill", async host =>
        {
            await host.CreateAsync("a", 2);
            await host.CheckpointAsync();
            await host.AppendAsync("a", 2);
            await host.KillAsync();
            await host.OpenAsync();
            await host.AppendAsync("a");
        }) { MaxPairs = Some },
        new("hands: two sessions, clean close", async host =>
        {
            await host.CreateAsync("a", 3);
            await host.CreateAsync("b", 2);
            await host.CloseAsync();
            await host.OpenAsync();
            await host.AppendAsync("a");
        }),
        new("hands: rewrite and its backup", async host =>
        {
            await host.CreateAsync("a", 4);
            await host.IdleAsync();
            await host.RewriteAsync("a", 2, 1);
            await host.IdleAsync();
            await host.AppendAsync("a");
        }) { MaxPairs = Some },
        new("hands: delete", async host =>
        {
            await host.CreateAsync("a", 2);
            await host.CreateAsync("b", 1);
            await host.IdleAsync();
            await host.DeleteAsync("a");
            await host.IdleAsync();
            await host.AppendAsync("b");
        }) { MaxPairs = Some },
        new("hands: journal retired", async host =>
        {
            await host.CreateAsync("a", 4);
            await host.IdleAsync();
            await host.CreateAsync("b", 2);
            await host.CloseAsync();
            await host.OpenAsync();
            await host.AppendAsync("b");
        }) { MaxShardBytes = 300, MaxPairs = Some },
        new("hands: an open turn", async host =>
        {
            await host.CreateAsync("a", 1);
            await host.BeginAsync("a");
            await host.IdleAsync();
            await host.CompleteAsync("a");
        }),
        new("hands: longer", async host =>
        {
            await host.CreateAsync("a", 3);
            await host.CreateAsync("b", 3);
            await host.IdleAsync();
            await host.RewriteAsync("a", 1, 2);
            await host.DeleteAsync("b");
            await host.IdleAsync();
            await host.RecreateAsync("b", 2);
            await host.CloseAsync();
            await host.OpenAsync();
            await host.BeginAsync("a");
            await host.KillAsync();
            await host.OpenAsync();
            await host.RenameAsync("a");
            await host.AppendAsync("b", 2);
            await host.CheckpointAsync();
            await host.AppendAsync("a");
        }) { MaxShardBytes = 1200, MaxPairs = Some },
    ];

    public static HandsScenario Find(string name) => All.Single(scenario => scenario.Name == name);
}
