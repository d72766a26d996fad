using System.Globalization;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Each operation of a scenario with all verbs goes wrong once, in each way: no call hangs, only the library's own exceptions leave, and the laws hold.</summary>
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
            foreach (var kind in Enum.GetValues<CrashOperationKind>()) faults.Add(kind, FaultEffect.NotApplied, FaultError.InputOutput);
            foreach (var kind in (CrashOperationKind[])[CrashOperationKind.Write, CrashOperationKind.CreateFile, CrashOperationKind.Flush]) faults.Add(kind, FaultEffect.NotApplied, FaultError.NoSpace);
            foreach (var kind in (CrashOperationKind[])[CrashOperationKind.Replace, CrashOperationKind.Publish, CrashOperationKind.Link, CrashOperationKind.Delete, CrashOperationKind.Flush, CrashOperationKind.FlushDirectory])
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
        var runs = 0;
        foreach (var times in (int[])[1, int.MaxValue])
        {
            for (var n = 1; ; n += kind >= CrashOperationKind.OpenFile || times > 1 ? 7 : 1)
            {
                CrashFault? fault = null;
                var plan = new FaultPlan(kind, effect) { Error = error, Occurrence = n, Times = times, AppliedBytes = 7 };
                var result = await ExploreAsync(disk => fault = disk.Fail(plan)).WaitAsync(Longest);
                if (fault!.Hits == 0) break;

                runs++;
                Assert.True(result.Violations.Count == 0, string.Create(CultureInfo.InvariantCulture, $"{kind} {effect} {error} #{n} x{times}: {string.Join("; ", result.Violations)}"));
            }
        }

        Assert.True(runs > 0);
    }

    // What is left is judged at the end alone: as the death of the process, and as the loss of power.
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
        return scenario.ExploreAsync(mutate, options =>
        {
            options.CrashInRecovery = false;
            options.MaxViolations = 1;
            options.Models = [CrashModel.StrictPosix];
            options.Limits = new() { Images = 4, StatesPerFile = 2, SectorsPerWrite = 2, NameStates = 4 };
        });
    }
}
