using System.Text;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Crash;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>A repair that is cut off anywhere, and run again, ends as one that was not.</summary>
public sealed class RepairCrashTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["cut.json"] = RecoveryRig.Document("cut", "one", "two")[..^12],
        ["cut.json.bak"] = RecoveryRig.Document("cut", "one", "two", "three"),
        ["short.json"] = RecoveryRig.Document("short", "one"),
        ["short.json.bak"] = RecoveryRig.Document("short", "one", "a:two"),
        ["orphan.json.bak"] = RecoveryRig.Document("orphan", "one"),
        ["split.json"] = RecoveryRig.Document("split", "one", "new"),
        ["split.json.bak"] = RecoveryRig.Document("split", "one", "a:two", "three"),
        ["lost.json"] = RecoveryRig.DocumentWith("lost",
            "\"active_stream_id\":\"stream-t-1\",\"pending_user_message\":\"pending\",\"pending_started_at\":5,",
            "one"),
        ["_turn_journal/lost~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5, "pending")
            + RecoveryRig.Event("submitted", "t-2", 9, "second"),
        ["_run_journal/lost/stream-t-1.jsonl"] = "{\"seq\":1,\"event\":\"token\",\"payload\":{\"text\":\"well\"}}\n",
        ["_turn_journal/made~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5, "only"),
        ["broken.json"] = RecoveryRig.Document("broken", "one", "two")[..^12],
        ["list.json"] = "[1]",
        ["bad name.json"] = "{}",
    };

    public static TheoryData<bool, bool> Choices => new() { { false, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Repair_CutOffAnywhereAndRunAgain_EndsTheSame(bool merge, bool salvage)
    {
        var asked = new RepairOptions { Merge = merge, Salvage = salvage };
        var wanted = await EndAsync(Seeded(new CrashFileSystem()), asked);
        var explorer = new CrashExplorer(new()
        {
            Prepare = disk => Seeded(disk),
            CrashInRecovery = true,
            RecoveryKey = operations =>
                string.Join('\n', operations.Select(o => $"{o.Kind} {CrashScenario.PlainPath(o.Path)}")),
            Limits = new() { Images = 12, StatesPerFile = 4, SectorsPerWrite = 2, NameStates = 12 },
            RecoveryLimits = new() { Images = 2, StatesPerFile = 2, SectorsPerWrite = 2, NameStates = 2 },
            Models = [CrashModel.StrictPosix],
            MaxViolations = 3,
        });

        var result = await explorer.ExploreAsync(
            $"repair, merge {merge}, salvage {salvage}",
            run => RepairAsync(run.FileSystem, asked),
            async (disk, _) =>
            {
                var end = await EndAsync(disk, asked);
                return end == wanted ? [] : [$"L7: the end is\n{end}\nand not\n{wanted}"];
            });

        result.ThrowIfViolated();
        Assert.True(result.CrashPoints > 40);
    }

    private static CrashFileSystem Seeded(CrashFileSystem disk)
    {
        foreach (var (name, content) in Files) disk.Seed($"{RecoveryRig.Root}/{name}", content);
        return disk;
    }

    // Nobody wrote between a scan and its repair, so that everything in the report is still so.
    private static async Task RepairAsync(CrashFileSystem disk, RepairOptions asked)
    {
        var scanner = new RecoveryScanner(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        var result = await scanner.RepairAsync(await scanner.ScanAsync(), asked);
        Assert.DoesNotContain(
            result.Actions, action => action.Outcome?.Status is RepairStatus.Failed or RepairStatus.Stale);
    }

    // What matters of the end: the sessions, the findings, and that every byte of the beginning is there.
    private static async Task<string> EndAsync(CrashFileSystem disk, RepairOptions asked)
    {
        await RepairAsync(disk, asked);
        var tree = DiskTree.Of(disk, RecoveryRig.Root);
        var contents = tree.Names.Select(name => Encoding.UTF8.GetString(tree[name])).ToHashSet();
        var text = new StringBuilder();
        foreach (var lost in Files.Where(file => !contents.Contains(file.Value)))
            text.Append("lost: ").Append(lost.Key).Append('\n');

        var scanner = new RecoveryScanner(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        foreach (var finding in (await scanner.ScanAsync()).Findings)
            text.Append(finding.Kind).Append(' ').Append(finding.SessionId?.Value ?? finding.Path).Append('\n');

        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, Access = StoreAccess.ReadOnly },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        foreach (var metadata in (await store.ListAsync(new())).Items.OrderBy(item => item.Id))
        {
            if (metadata.Fault is { } fault)
            {
                text.Append(metadata.Id).Append(' ').Append(fault.Kind).Append('\n');
                continue;
            }

            var session = await store.LoadAsync(metadata.Id);
            text.Append(metadata.Id).Append(' ')
                .AppendJoin(' ', session!.Messages.Select(message => message.ToString())).Append('\n');
        }

        return text.ToString();
    }
}
