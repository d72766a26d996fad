namespace SessionPersistence.Tests.Crash;

/// <summary>One step of a sequence. Whatever the session is like, it can be tried.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="RunAsync">What the host does, with a session and a number that no other step has.</param>
internal sealed record Verb(string Name, Func<CrashHost, string, int, Task> RunAsync)
{
    /// <summary>Gets all of them; the first six touch files in different ways.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("append", (host, id, n) => host.AppendAsync(id, $"m{n}")),
        new("rewrite", (host, id, n) => host.RewriteAsync(id, $"r{n}")),
        new("delete", (host, id, _) => host.DeleteAsync(id)),
        new("recreate", (host, id, n) => host.RecreateAsync(id, $"n{n}")),
        new("idle", (host, _, _) =>
        {
            host.Idle();
            return Task.CompletedTask;
        }),
        new("kill", (host, _, _) => host.KillAndReopenAsync()),
        new("create", (host, id, n) => host.CreateAsync(id, $"c{n}")),
        new("rename", (host, id, n) => host.RenameAsync(id, $"title {n}")),
        new("begin", async (host, id, n) =>
        {
            await host.BeginAsync(id, $"t{n}", $"q{n}");
            await host.PartialAsync(id, $"t{n}", $"p{n}");
        }),
        new("turn", async (host, id, n) =>
        {
            await host.BeginAsync(id, $"t{n}", $"q{n}");
            await host.StepAsync(id, $"t{n}", $"s{n}");
            await host.CompleteAsync(id, $"t{n}", $"a{n}");
        }),
        new("restore", (host, id, _) => host.RestoreAsync(id)),
        new("checkpoint", (host, id, _) => host.CheckpointAsync(id)),
        new("reopen", (host, _, _) => host.ReopenAsync()),
    ];

    public override string ToString() => Name;
}
