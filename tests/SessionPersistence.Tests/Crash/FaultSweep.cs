using System.Globalization;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Makes one operation after the other of a scenario fail, and judges what is left.</summary>
internal static class FaultSweep
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Strikes once and for ever, at each occurrence; for ever, and where reads fail, at some of
    /// them.</summary>
    /// <param name="kind">The operation that fails.</param>
    /// <param name="effect">What it does all the same.</param>
    /// <param name="error">What it says.</param>
    /// <param name="stride">From one of those to the next.</param>
    /// <param name="explore">Runs the scenario on a disk with the fault.</param>
    /// <returns>How often the fault struck.</returns>
    public static async Task<int> RunAsync(
        CrashOperationKind kind,
        FaultEffect effect,
        FaultError error,
        int stride,
        Func<Action<CrashFileSystem>, Task<ExplorationResult>> explore)
    {
        var runs = 0;
        foreach (var times in (int[])[1, int.MaxValue])
        {
            for (var n = 1; ; n += kind >= CrashOperationKind.OpenFile || times > 1 ? stride : 1)
            {
                CrashFault? fault = null;
                var plan = new FaultPlan(kind, effect) { Error = error, Occurrence = n, Times = times,
                    AppliedBytes = 7 };
                var result = await explore(disk => fault = disk.Fail(plan)).WaitAsync(Longest);
                if (fault!.Hits == 0) break;

                runs++;
                Assert.True(result.Violations.Count == 0, string.Create(CultureInfo.InvariantCulture,
                    $"{kind} {effect} {error} #{n} x{times}: {string.Join("; ", result.Violations)}"));
            }
        }

        return runs;
    }
}
