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

        var result = await CrashScenarios.Find(scenario).ExploreAsync(disk => ProtocolStep.Remove(disk, step), CrashScenario.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages), message => message.StartsWith(law, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file .<id>.json.*.tmp", "L3", "state db: fresh directory")]
    [InlineData("directory /store after Publish <id>.json", "L1", "state db: fresh directory")]
    public async Task Without_a_flush_a_document_made_of_a_database_is_not_safe(string step, string law, string scenario)
    {
        var result = await CrashScenarios.Find(scenario).ExploreAsync(disk => ProtocolStep.Remove(disk, step), CrashScenario.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages), message => message.StartsWith(law, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".?.json.*.tmp", "L3", "journal: rotation and retirement")]
    [InlineData(".?.json.bak.*.tmp", "L3", "rewrite: first generation")]
    [InlineData("._deleted.jsonl.*.tmp", "L8", "delete: recreate at once")]
    [InlineData(".?.json.*.tmp", "L3", "state db: fresh directory")]
    public async Task A_flush_after_its_rename_comes_too_late(string path, string law, string scenario)
    {
        var result = await CrashScenarios.Find(scenario).ExploreAsync(disk => disk.SwapFlushAndRename(0, path), CrashScenario.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages), message => message.StartsWith(law, StringComparison.Ordinal));
    }
}
