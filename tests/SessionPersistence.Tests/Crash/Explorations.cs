using System.Diagnostics;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>What exploring a store and exploring a standalone journal have in common.</summary>
internal static class Explorations
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SESSION_PERSISTENCE_EXPLORE") == "long";

    /// <summary>Makes the options of a whole exploration.</summary>
    /// <param name="recoveryStates">How many states of the disk a crash in a recovery leaves at most.</param>
    /// <param name="prepare">What is done to the disk before.</param>
    public static CrashExplorerOptions Options(int recoveryStates, Action<CrashFileSystem> prepare) => new()
    {
        CrashInRecovery = true,
        RecoveryKey = IsLong ? null : CrashScenario.KeyOf,
        Limits = new() { Images = IsLong ? 4096 : 48, StatesPerFile = IsLong ? 512 : 16,
            SectorsPerWrite = IsLong ? 64 : 8 },
        RecoveryLimits = new() { Images = IsLong ? 256 : recoveryStates, StatesPerFile = IsLong ? 128 : recoveryStates,
            SectorsPerWrite = 4 },
        Prepare = prepare,
        MaxViolations = 3,
    };

    /// <summary>As little as shows that something is missing.</summary>
    public static void Small(CrashExplorerOptions options)
    {
        options.CrashInRecovery = false;
        options.ProcessKill = false;
        options.MaxViolations = 1;
        options.Models = [CrashModel.StrictPosix];
        options.Limits = new() { Images = 24, StatesPerFile = 6, SectorsPerWrite = 3, NameStates = 24 };
    }

    /// <summary>What is left is judged once: as the death of the process, and as the loss of power.</summary>
    public static void AtTheEnd(CrashExplorerOptions options)
    {
        options.CrashInRecovery = false;
        options.MaxViolations = 1;
        options.Models = [CrashModel.StrictPosix];
        options.Limits = new() { Images = 4, StatesPerFile = 2, SectorsPerWrite = 2, NameStates = 4 };
    }

    /// <summary>Explores, notes the line of the table, and throws when a law fell.</summary>
    public static async Task HoldsAsync(Func<Task<ExplorationResult>> explore)
    {
        var watch = Stopwatch.StartNew();
        var result = await explore();
        MatrixTable.Add(result, watch.Elapsed);
        result.ThrowIfViolated();
    }

    /// <summary>Runs a scenario once and lists the flushes that it makes.</summary>
    public static async Task<IReadOnlyList<string>> TraceAsync(
        Func<Action<CrashExplorerOptions>, Task<ExplorationResult>> explore)
    {
        CrashFileSystem? traced = null;
        var begin = 0;
        var result = await explore(options =>
        {
            (options.Models, options.ProcessKill) = ([], false);
            var prepare = options.Prepare!;
            options.Prepare = disk =>
            {
                prepare(disk);
                (traced, begin) = (disk, disk.OperationCount);
            };
        });
        result.ThrowIfViolated();
        return [.. ProtocolStep.In(traced!.Trace, begin)];
    }
}
