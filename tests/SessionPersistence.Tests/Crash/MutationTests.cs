using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Each flush of the protocols is needed, and the scenarios notice when it is missing.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Needed => new(ProtocolSteps.Needed.Select(row => row.Step));

    [Fact]
    public async Task The_table_is_complete()
    {
        var traced = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var scenario in CrashScenarios.All) traced.UnionWith(await scenario.TraceAsync());

        var listed = ProtocolSteps.Needed.Select(row => row.Step).Concat(ProtocolSteps.Others.Select(row => row.Step));
        Assert.Equal(traced, listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task Without_a_flush_its_law_falls(string step)
    {
        var (_, law, scenario) = ProtocolSteps.Needed.Single(row => row.Step == step);

        await AssertFallsAsync(law, scenario, disk => ProtocolStep.Remove(disk, step));
    }

    public static TheoryData<string, string, string> NeededTogether
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (step, law, scenario) in ProtocolSteps.NeededTogether) rows.Add(step, law, scenario);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(NeededTogether))]
    public async Task Without_a_flush_its_law_falls_beside_other_writers(string step, string law, string scenario)
    {
        await AssertFallsAsync(law, scenario, disk => ProtocolStep.Remove(disk, step));
    }

    [Fact]
    public async Task Without_the_flush_of_what_is_carried_it_is_lost_with_its_shard()
    {
        await AssertFallsAsync("L8", "journal: an open turn is carried", ProtocolStep.RemoveWhileCarrying);
    }

    [Theory]
    [InlineData("file .<id>.json.*.tmp", "L3", "state db: fresh directory")]
    [InlineData("directory /store after Publish <id>.json", "L1", "state db: fresh directory")]
    [InlineData("file .<id>.json.*.tmp", "L3", "recovery: a session comes back from its backup")]
    [InlineData("file .<id>.json.*.tmp", "L3", "recovery: a backup is restored")]
    public async Task Without_a_flush_a_document_that_recovery_makes_is_not_safe(
        string step, string law, string scenario)
    {
        await AssertFallsAsync(law, scenario, disk => ProtocolStep.Remove(disk, step));
    }

    [Theory]
    [InlineData("file .<id>.json.bak.*.tmp", "L3", "foreign: a backup put back, then a kill")]
    [InlineData("directory /store after Replace <id>.json.bak", "L4", "foreign: a backup put back, then a kill")]
    [InlineData("file .<id>.json.bak.*.tmp", "L3", "foreign: a backup put back while open")]
    [InlineData("file _journal/<n>.jsonl", "L1", "histories: merged while open")]
    public async Task Without_a_flush_what_a_person_puts_back_or_merges_is_not_safe(
        string step, string law, string scenario)
    {
        await AssertFallsAsync(law, scenario, disk => ProtocolStep.Remove(disk, step));
    }

    [Theory]
    [InlineData("file _journal/<n>.jsonl", "L1", "repeat: while the first is not flushed")]
    [InlineData("file _journal/<n>.jsonl", "L1", "repeat: a turn that is begun twice")]
    [InlineData("file _journal/<n>.jsonl", "L1", "passing: records wait for a document, then an append")]
    [InlineData("file .<id>.json.*.tmp", "L3", "passing: records wait for a document, then an append")]
    [InlineData("file .<id>.json.*.tmp", "L3", "passing: a turn waits for its document, then another one")]
    [InlineData("file _journal/<n>.jsonl", "L1", "passing: nobody asks for a document before the next kill")]
    [InlineData("file .<id>.json.*.tmp", "L3", "owners: a document that others may read is replaced")]
    [InlineData("file .<id>.json.*.tmp", "L3", "foreign: the older document put back, then a kill")]
    [InlineData("file .<id>.json.*.tmp", "L3", "histories: the document of another device, then a kill")]
    [InlineData("file .<id>.json.bak.*.tmp", "L3", "owners: documents, generations, ledger")]
    [InlineData("file _journal/<n>.jsonl", "L1", "links: under the name of a backup, written beside")]
    public async Task Without_a_flush_what_waits_or_is_said_again_is_not_safe(string step, string law, string scenario)
    {
        var result = await CrashScenarios.Find(scenario)
            .ExploreAsync(disk => ProtocolStep.Remove(disk, step), Explorations.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages),
            message => message.StartsWith(law, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file _journal/<n>.jsonl")]
    [InlineData("directory _journal after CreateFile _journal/<n>.jsonl")]
    public async Task Without_a_flush_what_a_deleted_shard_held_is_lost_with_it(string step)
    {
        await AssertFallsAsync(
            "L1", "journal: a shard is deleted under its store", disk => ProtocolStep.Remove(disk, step));
    }

    [Theory]
    [InlineData("file _journal/<n>.jsonl", "L1")]
    [InlineData("directory /store after Delete <id>.json", "L5")]
    [InlineData("file ._deleted.jsonl.*.tmp", "L8")]
    public async Task Without_a_flush_a_deletion_does_not_take_the_bytes_of_another_program(string step, string law)
    {
        await AssertFallsAsync(law, "delete: written over by another program", disk => ProtocolStep.Remove(disk, step));
    }

    [Theory]
    [InlineData(".?.json.*.tmp", "L3", "journal: rotation and retirement")]
    [InlineData(".?.json.bak.*.tmp", "L3", "rewrite: first generation")]
    [InlineData("._deleted.jsonl.*.tmp", "L8", "delete: recreate at once")]
    [InlineData(".?.json.*.tmp", "L3", "state db: fresh directory")]
    [InlineData("._index.json.*.tmp", "L3", "index: written behind")]
    public async Task A_flush_after_its_rename_comes_too_late(string path, string law, string scenario)
    {
        await AssertFallsAsync(law, scenario, disk => disk.SwapFlushAndRename(0, path));
    }

    private static async Task AssertFallsAsync(string law, string scenario, Action<CrashFileSystem> mutate)
    {
        var result = await CrashScenarios.Find(scenario).ExploreAsync(mutate, Explorations.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages),
            message => message.StartsWith(law, StringComparison.Ordinal));
    }
}
