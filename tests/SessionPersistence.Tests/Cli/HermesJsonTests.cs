using System.Text.Json;

namespace SessionPersistence.Tests.Cli;

/// <summary><c>--format hermes-json</c>: the shape of the reports of another program, and at least its
/// findings.</summary>
public sealed class HermesJsonTests
{
    private static readonly string[] _auditMembers = ["items", "status", "summary"];
    private static readonly string[] _repairMembers = ["after", "backup_repair", "before", "clean", "ok", "repaired",
        "sidecar_repair"];

    private static readonly string[] _repairCounts = ["backup_repair", "sidecar_repair", "repaired"];

    public static TheoryData<string> Scenarios() => [.. FixtureCopy.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void An_audit_is_one_line_of_sorted_members_and_its_exit_code_says_the_same(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);

        var run = fixture.Run("audit", "--format", "hermes-json");

        using var audit = JsonOf(run);
        Assert.Equal(_auditMembers, Members(audit.RootElement));
        AssertSums(audit.RootElement);
        Assert.Equal(audit.RootElement.GetProperty("status").GetString() switch { "ok" => 0, "warn" => 1, _ => 2 },
            run.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_repair_is_one_line_of_sorted_members_and_its_exit_code_is_that_of_the_state_after_it(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);

        var run = fixture.Run("repair", "--format", "hermes-json");

        using var repair = JsonOf(run);
        var (root, after) = (repair.RootElement, repair.RootElement.GetProperty("after"));
        Assert.Equal(_repairMembers, Members(root));
        AssertSums(root.GetProperty("before"));
        AssertSums(after);
        Assert.Equal(after.GetProperty("status").GetString() == "ok", root.GetProperty("clean").GetBoolean());
        Assert.Equal(root.GetProperty("clean").GetBoolean(), root.GetProperty("ok").GetBoolean());
        Assert.Equal(root.GetProperty("clean").GetBoolean() ? 0 : 2, run.ExitCode);
    }

    [Theory]
    [InlineData("clean-small")]
    [InlineData("shrunken-live")]
    [InlineData("missing-live-orphan-backup")]
    [InlineData("manual-compress")]
    public void What_the_other_program_repairs_is_counted_as_it_counts(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(fixture.Root, "expected.repair.json")));

        using var repair = JsonOf(fixture.Run("repair", "--format", "hermes-json"));

        foreach (var name in _repairCounts)
        {
            Assert.True(
                JsonElement.DeepEquals(expected.RootElement.GetProperty(name), repair.RootElement.GetProperty(name)),
                $"{name}: {repair.RootElement.GetProperty(name)}");
        }
    }

    [Fact]
    public void A_missing_directory_has_an_empty_report_and_is_not_made()
    {
        var missing = Path.Combine(Path.GetTempPath(), $"missing-{Guid.NewGuid():n}");

        var audit = CliRun.Of("audit", "--session-dir", missing, "--format", "hermes-json");
        var repair = CliRun.Of("repair", "--session-dir", missing, "--format", "hermes-json");

        Assert.Equal((3, 3), (audit.ExitCode, repair.ExitCode));
        Assert.Equal("""{"items":[],"status":"ok","summary":{"ok":0,"repairable":0,"unsafe_to_repair":0}}""",
            audit.Output.Trim());
        using var report = JsonOf(repair);
        Assert.Equal(_repairMembers, Members(report.RootElement));
        Assert.Contains(missing, audit.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    private static JsonDocument JsonOf(CliRun run)
    {
        var line = Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(line, character => Assert.InRange(character, ' ', '~'));
        return JsonDocument.Parse(line);
    }

    private static string[] Members(JsonElement element) =>
        [.. element.EnumerateObject().Select(member => member.Name)];

    private static void AssertSums(JsonElement audit)
    {
        var categories = audit.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("category").GetString()).ToList();
        var (repairable, unsafeOnes) = (categories.Count(category => category == "repairable"),
            categories.Count(category => category == "unsafe_to_repair"));

        Assert.Equal(repairable, audit.GetProperty("summary").GetProperty("repairable").GetInt32());
        Assert.Equal(unsafeOnes, audit.GetProperty("summary").GetProperty("unsafe_to_repair").GetInt32());
        Assert.Equal(unsafeOnes > 0 ? "needs_manual_review" : repairable > 0 ? "warn" : "ok",
            audit.GetProperty("status").GetString());
    }
}
