using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Each operation of a scenario with all verbs goes wrong once, in each way: no call hangs, only the library's
/// own exceptions leave, and the laws hold.</summary>
public sealed class FaultSweepTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly CrashScenario AllVerbs = new("faults: all verbs", async host =>
    {
        host.DiskMayFail = true;
        await host.OpenAsync();
        await host.CreateAsync("a", "one", "two");
        await host.CreateAsync("b", "one");
        await host.BeginAsync("a", "t1", "hello");
        await host.PartialAsync("a", "t1", "well");
        host.Idle();
        await host.StepAsync("a", "t1", "call");
        await host.CompleteAsync("a", "t1", "hi");
        await host.RenameAsync("b", "Nara");
        await host.RewriteAsync("a", "one");
        await host.AppendAsync("a", "three", "four", "five", "six", "seven");
        await host.RewriteAsync("a", "one", "three");
        await host.CheckpointAsync("a");
        await host.DeleteAsync("b");
        host.Idle();
        await host.RecreateAsync("b", "new");
        await host.AppendAsync("b", "more");
        host.Idle();
        await host.CloseAsync();
        await host.ReconcileAsync(("a", ["other"]), ("c", ["from the database"]));
        await host.OpenAsync();
        await host.AppendAsync("a", "last");
    })
    { MaxShardBytes = 900, OpensItself = true };

    public static TheoryData<CrashOperationKind, FaultEffect, FaultError> Faults
    {
        get
        {
            var faults = new TheoryData<CrashOperationKind, FaultEffect, FaultError>();
            foreach (var kind in Enum.GetValues<CrashOperationKind>())
                faults.Add(kind, FaultEffect.NotApplied, FaultError.InputOutput);
            foreach (var kind in (CrashOperationKind[])[CrashOperationKind.Write, CrashOperationKind.CreateFile,
                CrashOperationKind.Flush]) faults.Add(kind, FaultEffect.NotApplied, FaultError.NoSpace);
            foreach (var kind in (CrashOperationKind[])[CrashOperationKind.Replace, CrashOperationKind.Publish,
                CrashOperationKind.Link, CrashOperationKind.Delete, CrashOperationKind.Flush,
                CrashOperationKind.FlushDirectory])
            {
                faults.Add(kind, FaultEffect.Applied, FaultError.InputOutput);
            }

            faults.Add(CrashOperationKind.Flush, FaultEffect.PagesDropped, FaultError.InputOutput);
            faults.Add(CrashOperationKind.Write, FaultEffect.PartlyApplied, FaultError.NoSpace);
            faults.Add(CrashOperationKind.OpenFile, FaultEffect.NotApplied, FaultError.AccessDenied);
            faults.Add(CrashOperationKind.CreateFile, FaultEffect.NotApplied, FaultError.TooManyOpenFiles);
            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_fault_anywhere_breaks_no_law(CrashOperationKind kind, FaultEffect effect, FaultError error)
    {
        var runs = await FaultSweep.RunAsync(kind, effect, error, stride: 7, ExploreAsync);

        Assert.True(runs > 0);
    }

    private static Task<ExplorationResult> ExploreAsync(Action<CrashFileSystem> mutate)
    {
        var scenario = AllVerbs with
        {
            RunAsync = async host =>
            {
                await AllVerbs.RunAsync(host);
                host.SkipToHere();
            },
        };
        return scenario.ExploreAsync(mutate, Explorations.AtTheEnd);
    }
}
