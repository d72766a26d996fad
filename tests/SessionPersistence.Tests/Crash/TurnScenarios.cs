namespace SessionPersistence.Tests.Crash;

/// <summary>Sessions and turns, from the first record to the document.</summary>
internal static class TurnScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("turn: create", host => host.CreateAsync("a", "one")),
        new("turn: append, document", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.AppendAsync("a", "two");
            host.Idle();
            await host.AppendAsync("a", "three");
            host.Idle();
        }),
        new("turn: metadata", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.RenameAsync("a", "Kyoto");
            host.Idle();
            await host.RenameAsync("a", "Nara");
        }),
        new("turn: begin, partial, step, complete", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "one moment");
            host.Idle();
            await host.StepAsync("a", "t1", "call");
            await host.PartialAsync("a", "t1", "found");
            await host.PartialAsync("a", "t1", " it");
            host.Idle();
            await host.CompleteAsync("a", "t1", "hi");
            host.Idle();
        }),
        new("turn: interrupt, next turn", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.PartialAsync("a", "t1", "well");
            await host.InterruptAsync("a", "t1");
            await host.BeginAsync("a", "t2", "again");
            host.Idle();
            await host.CompleteAsync("a", "t2", "hi");
        }),
        new("turn: dispose interrupts", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.StepAsync("a", "t1", "call");
            await host.DisposeTurnAsync("a", "t1");
            host.Idle();
        }),
        new("turn: two endings, the first stands", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.CompleteAsync("a", "t1", "hi");
            await host.InterruptAsync("a", "t1");
            await host.CompleteAsync("a", "t1", "other");
            await host.BeginAsync("a", "t1", "hello");
        }),
        new("turn: create twice, one wins", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.CreateAsync("a", "other");
            host.Idle();
            await host.CreateAsync("a", "third");
        }),
    ];
}
