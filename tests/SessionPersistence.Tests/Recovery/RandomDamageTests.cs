using SessionPersistence.Documents;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>Two thousand damaged directories: a scan neither throws nor writes, a repair keeps every law, and the
/// second one finds nothing to do.</summary>
public sealed class RandomDamageTests
{
    private const int Seed = 20260101;
    private const int Blocks = 8;
    private const int PerBlock = 250;

    public static TheoryData<int> Starts() =>
        [.. Enumerable.Range(0, Blocks).Select(block => Seed + (block * PerBlock))];

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task Repair_RandomDamage_KeepsEveryLaw(int start)
    {
        for (var seed = start; seed < start + PerBlock; seed++)
        {
            var directory = await RandomDirectory.MakeAsync(seed);
            try
            {
                var problems = await ProblemsAsync(directory, seed);
                Assert.True(problems.Count == 0,
                    $"seed {seed}, {string.Join("; ", directory.Damage)}:\n{string.Join('\n', problems)}");
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, {string.Join("; ", directory.Damage)}: {e}");
            }
        }
    }

    private static async Task<List<string>> ProblemsAsync(RandomDirectory directory, int seed)
    {
        var problems = new List<string>();
        var before = DiskTree.Of(directory.Disk, RandomDirectory.Root);
        var readable = await SessionsAsync(directory);
        var scanner = Scanner(directory, deep: seed % 2 == 0);
        var report = await scanner.ScanAsync();
        problems.AddRange(before.ChangesTo(DiskTree.Of(directory.Disk, RandomDirectory.Root))
            .Select(name => $"the scan wrote {name}"));

        var result = await scanner.RepairAsync(report);
        problems.AddRange(result.Actions.Where(
            a => a.Category != FindingCategory.Ok && a.Outcome?.Status is RepairStatus.Failed or RepairStatus.Stale)
                .Select(a => $"{a.Kind} {a.SessionId}: {a.Outcome}"));
        problems.AddRange(result.After.Findings.Where(f => f.Category == FindingCategory.Repairable)
            .Select(f => $"still repairable: {f}"));

        var after = DiskTree.Of(directory.Disk, RandomDirectory.Root);
        problems.AddRange(Lost(before, after));
        var repaired = await SessionsAsync(directory);
        problems.AddRange(Shrunken(readable, repaired));
        problems.AddRange(directory.Deleted.Where(id => repaired.ContainsKey(id) && !readable.ContainsKey(id))
            .Select(id => $"L5: {id} came back"));

        var again = await scanner.RepairAsync(await scanner.ScanAsync());
        problems.AddRange(again.Actions.Where(a => a.Outcome?.Status == RepairStatus.Repaired)
            .Select(a => $"L7: the second repair did {a.Kind}"));
        problems.AddRange(Shrunken(await SessionsAsync(directory), repaired)
            .Concat(Shrunken(repaired, await SessionsAsync(directory))).Select(p => $"the second repair: {p}"));
        return problems;
    }

    private static RecoveryScanner Scanner(RandomDirectory directory, bool deep) => new(
        new() { Directory = RandomDirectory.Root, LockTimeout = TimeSpan.Zero, Deep = deep },
        new() { FileSystem = directory.Disk, TimeProvider = new SteppedTime() },
        directory.StateDb);

    // By what a store shows that only reads.
    private static async Task<Dictionary<string, List<string>>> SessionsAsync(RandomDirectory directory)
    {
        await using var store = new FileSessionStore(new() { Directory = RandomDirectory.Root,
            Access = StoreAccess.ReadOnly }, new() { FileSystem = directory.Disk, TimeProvider = new SteppedTime() });
        var sessions = new Dictionary<string, List<string>>();
        foreach (var metadata in (await store.ListAsync(new() { Limit = 1000 })).Items)
        {
            try
            {
                sessions[metadata.Id.Value] =
                    [.. (await store.LoadAsync(metadata.Id))!.Messages.Select(message => message.ToString())];
            }
            catch (SessionCorruptException)
            {
                // Damaged behind its head.
            }
        }

        return sessions;
    }

    private static IEnumerable<string> Shrunken(
        Dictionary<string, List<string>> before, Dictionary<string, List<string>> after)
    {
        foreach (var (id, messages) in before)
        {
            if (!after.TryGetValue(id, out var now))
            {
                yield return $"L1: {id} is gone";
                continue;
            }

            var left = now.ToList();
            foreach (var message in messages.Where(message => !left.Remove(message)))
                yield return $"L1: {id} lacks {message}";
        }
    }

    // All that was there is there, but for what a store keeps for itself and rewrites.
    private static IEnumerable<string> Lost(DiskTree before, DiskTree after)
    {
        var contents = after.Names.Select(name => Convert.ToBase64String(after[name])).ToHashSet();
        return before.Names
            .Where(name => before[name].Length > 0 && !IsOfTheStore(name, before[name])
                && !contents.Contains(Convert.ToBase64String(before[name])))
            .Select(name => $"L8: the bytes of {name} are nowhere");
    }

    private static bool IsOfTheStore(string name, byte[] bytes) =>
        name is "_index.json" or "_deleted.jsonl" or "store.lock" or "store.owner"
        || name.StartsWith("_journal/", StringComparison.Ordinal)
        || StagingFile.IsStaging(name)
        || DocumentTrailer.Verify(bytes, out _);
}
