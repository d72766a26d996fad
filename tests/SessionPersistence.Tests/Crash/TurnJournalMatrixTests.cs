using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

public sealed class TurnJournalMatrixTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // Every flush, with the law that falls without it and the scenario that shows it.
    private static readonly (string Step, string Law, string Scenario)[] NeededSteps =
    [
        ("file /journal/<n>.jsonl", "L1", "standalone: a turn"),
        ("directory /journal after CreateFile /journal/<n>.jsonl", "L1", "standalone: a turn"),
        ("directory /journal after Delete /journal/<n>.jsonl", "L1", "standalone: removed one by one"),
        ("directory / after CreateDirectory /journal", "L1", "standalone: fresh directory, close"),
    ];

    // Flushes that the journal makes by itself or beside other writers.
    private static readonly (string Step, string Scenario)[] NeededTogetherSteps =
    [
        ("file /journal/<n>.jsonl", "standalone: three sessions share a flush"),
        ("file /journal/<n>.jsonl", "standalone: buffered events"),
        ("file /journal/<n>.jsonl", "standalone: rotation"),
        ("directory /journal after CreateFile /journal/<n>.jsonl", "standalone: rotation"),
        ("file /journal/<n>.jsonl", "standalone: an open turn is carried"),
        ("directory /journal after CreateFile /journal/<n>.jsonl", "standalone: an open turn is carried"),
        ("file /journal/<n>.jsonl", "standalone: removal meets appends"),
        ("file /journal/<n>.jsonl", "standalone: a shard is deleted under its journal"),
        ("directory /journal after CreateFile /journal/<n>.jsonl", "standalone: a shard is deleted under its journal"),
        ("file /journal/<n>.jsonl", "standalone: a poisoned shard"),
        ("directory /journal after CreateFile /journal/<n>.jsonl", "standalone: a poisoned shard"),
    ];

    private static readonly (string Step, string Reason)[] OtherSteps =
    [
        ("file /journal/.selftest.*.tmp", "the self-test tries the disk; nothing is built on its files"),
        ("directory /journal after Replace /journal/.selftest.*.tmp", "the same"),
    ];

    private static readonly TurnJournalScenario Everything = new("standalone: everything", async host =>
    {
        host.DiskMayFail = true;
        await host.OpenAsync();
        await host.SubmitAsync("a", "t1");
        await host.BufferAsync("a", "t1", TurnEventNames.WorkerStarted);
        host.Idle();
        await host.DoTurnAsync("b", "t1");
        await host.DoTurnAsync("b", "t2");
        await host.CoverAsync("a");
        await host.CoverAsync("b");
        await host.CompleteAsync("a", "t1");
        await host.DoTurnAsync("b", "t3");
        await host.CoverAsync("a");
        await host.CoverAsync("b");
        if (host.Journal is not null) await host.ReopenAsync();
        await host.DoTurnAsync("a", "t2");
    })
    { MaxShardBytes = 500, OpensItself = true };

    public static TheoryData<string> Names => new(TurnJournalScenarios.All.Select(scenario => scenario.Name));

    public static TheoryData<string> Needed => new(NeededSteps.Select(row => row.Step));

    public static TheoryData<string, string> NeededTogether
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (step, scenario) in NeededTogetherSteps) rows.Add(step, scenario);
            return rows;
        }
    }

    public static TheoryData<CrashOperationKind, FaultEffect, FaultError> Faults => FaultSweepTests.Faults;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => TurnJournalScenarios.Find(name).HoldsAsync();

    [Fact]
    public async Task The_table_is_complete()
    {
        var traced = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var scenario in TurnJournalScenarios.All) traced.UnionWith(await scenario.TraceAsync());

        Assert.Equal(traced, NeededSteps.Select(row => row.Step).Concat(OtherSteps.Select(row => row.Step))
            .Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task Without_a_flush_its_law_falls(string step)
    {
        var (_, law, scenario) = NeededSteps.Single(row => row.Step == step);

        await AssertFallsAsync(law, scenario, disk => ProtocolStep.Remove(disk, step));
    }

    [Theory]
    [MemberData(nameof(NeededTogether))]
    public Task Without_a_flush_what_was_acknowledged_is_lost(string step, string scenario) =>
        AssertFallsAsync("L1", scenario, disk => ProtocolStep.Remove(disk, step));

    [Fact]
    public Task Without_the_flush_of_what_is_carried_it_is_lost_with_its_file() =>
        AssertFallsAsync("L1", "standalone: an open turn is carried", ProtocolStep.RemoveWhileCarrying);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_fault_anywhere_breaks_no_law(CrashOperationKind kind, FaultEffect effect, FaultError error)
    {
        var runs = await FaultSweep.RunAsync(kind, effect, error, stride: 5, ExploreAtTheEndAsync);

        // A standalone journal sets nothing aside by a second name.
        Assert.True(runs > 0 || kind == CrashOperationKind.Link);
    }

    private static async Task AssertFallsAsync(string law, string scenario, Action<CrashFileSystem> mutate)
    {
        var result = await TurnJournalScenarios.Find(scenario).ExploreAsync(mutate, Explorations.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages),
            message => message.StartsWith(law, StringComparison.Ordinal));
    }

    private static Task<ExplorationResult> ExploreAtTheEndAsync(Action<CrashFileSystem> mutate)
    {
        var scenario = Everything with
        {
            RunAsync = async host =>
            {
                await Everything.RunAsync(host);
                host.SkipToHere();
            },
        };
        return scenario.ExploreAsync(mutate, Explorations.AtTheEnd);
    }
}
