namespace SessionPersistence.Tests.Crash;

/// <summary>One scenario for everything that writes.</summary>
internal static class CrashScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("turn: create", async host => await host.CreateAsync("a", "one")),
        new("turn: create and append", async host =>
        {
            await host.CreateAsync("a", "one");
            await host.AppendAsync("a", "two");
        }),
        new("turn: begin and complete", async host =>
        {
            await host.CreateAsync("a");
            await host.BeginAsync("a", "t1", "hello");
            await host.CompleteAsync("a", "t1", "hi");
        }),
    ];

    public static CrashScenario Find(string name) => All.Single(scenario => scenario.Name == name);

    public static TheoryData<string> NamesOf(string area) =>
        new(All.Select(scenario => scenario.Name).Where(name => name.StartsWith(area + ":", StringComparison.Ordinal)));
}
