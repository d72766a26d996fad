using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>A standalone journal: appends, buffered events, shards that end, are carried from and are removed, poisoned
/// shards, reopening.</summary>
internal static class TurnJournalScenarios
{
    private const string AnyShard = "*.jsonl";

    public static IReadOnlyList<TurnJournalScenario> All { get; } =
    [
        new("standalone: fresh directory, close", async host =>
        {
            await host.OpenAsync();
            await host.DoTurnAsync("a", "t1");
            await host.CloseAsync();
            await host.OpenAsync();
            await host.SubmitAsync("a", "t2");
        }) { OpensItself = true },
        new("standalone: a turn", async host =>
        {
            await host.SubmitAsync("a", "t1");
            await host.BufferAsync("a", "t1", TurnEventNames.WorkerStarted);
            await host.AppendAsync("a", "t1", "step");
            await host.CompleteAsync("a", "t1");
        }),
        new("standalone: three sessions share a flush", async host =>
        {
            await host.SubmitAsync("a", "t0");
            await host.SubmitAsync("a", "t1");
            var others = host.Disk.Before(CrashOperationKind.Flush, AnyShard, () => Task.WhenAll(
                host.SubmitAsync("b", "t1"), host.AppendAsync("a", "t1", "step"), host.SubmitAsync("c", "t1")));
            await host.CompleteAsync("a", "t0");
            await others;
            await host.CompleteAsync("b", "t1");
        }),
        new("standalone: verbs of a turn", async host =>
        {
            await host.ByVerbAsync("a", "t1", TurnEventNames.Submitted);
            await host.ByVerbAsync("a", "t1", TurnEventNames.Completed);
            await host.ByVerbAsync("a", "t2", TurnEventNames.Submitted);
            await host.KillAndReopenAsync();
            await host.ByVerbAsync("a", "t2", TurnEventNames.Interrupted);
        }),
        new("standalone: repeats, and what is refused", async host =>
        {
            await host.ByVerbAsync("a", "t1", TurnEventNames.Submitted);
            await host.RepeatAsync("a", "t1");
            await host.RefusedAsync<IdReusedException>("a", "t1", TurnEventNames.Submitted);
            await host.RefusedAsync<TurnNotFoundException>("a", "t2", TurnEventNames.Completed);
            await host.ByVerbAsync("a", "t1", TurnEventNames.Completed);
            await host.RepeatAsync("a", "t1");
            await host.RefusedAsync<IdReusedException>("a", "t1", TurnEventNames.Completed);
        }),
        new("standalone: buffered events", async host =>
        {
            await host.BufferAsync("a", "t1", TurnEventNames.Submitted);
            await host.BufferAsync("b", "t1", TurnEventNames.Submitted);
            host.Idle();
            await host.BufferAsync("a", "t1", TurnEventNames.Completed);
            await host.CompleteAsync("b", "t1");
            await host.BufferAsync("a", "t2", TurnEventNames.Submitted);
            await host.CloseAsync();
        }),
        new("standalone: rotation", async host =>
        {
            for (var turn = 1; turn <= 3; turn++) await host.DoTurnAsync("a", $"t{turn}");
        }) { MaxShardBytes = 500 },
        new("standalone: covered and removed", async host =>
        {
            await host.DoTurnAsync("a", "t1");
            await host.DoTurnAsync("b", "t1");
            await host.DoTurnAsync("a", "t2");
            await host.CoverAsync("a");
            await host.CoverAsync("b");
            await host.DoTurnAsync("b", "t2");
            await host.CoverAsync("b");
            host.Idle();
        }) { MaxShardBytes = 500 },
        new("standalone: removed one by one", async host =>
        {
            await host.DoTurnAsync("a", "t1");
            await host.SubmitAsync("b", "t1");
            await host.CoverAsync("a");
        }) { MaxShardBytes = 1 },
        new("standalone: an open turn is carried", async host =>
        {
            await host.SubmitAsync("a", "t1");
            await host.BufferAsync("a", "t1", TurnEventNames.WorkerStarted);
            await host.DoTurnAsync("a", "t2");
            await host.DoTurnAsync("b", "t1");
            await host.CoverAsync("a");
            await host.CoverAsync("b");
            await host.DoTurnAsync("b", "t2");
            await host.CoverAsync("b");
            await host.CompleteAsync("a", "t1");
        }) { MaxShardBytes = 500 },
        new("standalone: removal meets appends", async host =>
        {
            await host.SubmitAsync("a", "t1");
            await host.DoTurnAsync("b", "t1");
            await host.DoTurnAsync("b", "t2");
            await host.CoverAsync("a");
            var meanwhile = host.Disk.Before(CrashOperationKind.Flush, AnyShard, () => Task.WhenAll(
                host.CompleteAsync("a", "t1"), host.SubmitAsync("b", "t3")));
            await host.CoverAsync("b");
            await meanwhile;
            await host.CoverAsync("a");
        }) { MaxShardBytes = 500 },
        new("standalone: after a kill", async host =>
        {
            await host.SubmitAsync("a", "t1");
            await host.BufferAsync("a", "t1", TurnEventNames.WorkerStarted);
            await host.SubmitAsync("b", "t1");
            await host.KillAndReopenAsync();
            await host.CompleteAsync("a", "t1");
            await host.KillAndReopenAsync();
            await host.CompleteAsync("b", "t1");
        }),
        new("standalone: a shard is deleted under its journal", async host =>
        {
            await host.SubmitAsync("a", "t1");
            await host.DoTurnAsync("b", "t1");
            host.DeleteShards();
            await host.SubmitAsync("c", "t1");
            host.SkipToHere();
            await host.CompleteAsync("a", "t1");
        }),
        new("standalone: a poisoned shard", async host =>
        {
            await host.SubmitAsync("a", "t1");
            host.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.PagesDropped) { PathPattern = AnyShard });
            await host.BufferAsync("b", "t1", TurnEventNames.Submitted);
            await host.CompleteAsync("a", "t1");
            await host.CompleteAsync("b", "t1");
            await host.CloseAsync();
        }),
    ];

    public static TurnJournalScenario Find(string name) => All.Single(scenario => scenario.Name == name);
}
