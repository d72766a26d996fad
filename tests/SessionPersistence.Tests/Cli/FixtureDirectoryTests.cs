using System.Text.Json;

namespace SessionPersistence.Tests.Cli;

/// <summary>Real directories of another program: each command answers or says why it cannot, and those that only look
/// write nothing.</summary>
public sealed class FixtureDirectoryTests
{
    public static TheoryData<string> Scenarios() => [.. FixtureCopy.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void List_and_show_answer_and_write_nothing(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);
        var before = DirectorySnapshot.Of(fixture.Root);

        var list = CliRun.Of("list", "--session-dir", fixture.Sessions);
        var json = CliRun.Of("list", "--session-dir", fixture.Sessions, "--format", "json");
        var shown = IdsIn(fixture.Sessions).Concat(Ids(json)).Distinct()
            .SelectMany(id => new[] { Show(fixture, id), Show(fixture, id, "--format", "json") })
            .ToList();

        Assert.Equal((0, 0), (list.ExitCode, json.ExitCode));
        Assert.All(shown, run => Assert.True(run.ExitCode == 0 || (run.ExitCode == 3 && run.Error.Length > 0)));
        Assert.All([list, json, .. shown], AssertNoStackTrace);
        Assert.Equal(before, DirectorySnapshot.Of(fixture.Root));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Show_prints_every_session_that_list_names(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);
        var listed = ReadableIds(CliRun.Of("list", "--session-dir", fixture.Sessions, "--format", "json"));

        Assert.All(listed, id => Assert.Equal(0, Show(fixture, id).ExitCode));
        Assert.All(listed, id => Assert.Contains(
            $"\"id\": \"{id}\"", Show(fixture, id, "--format", "json").Output, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Audit_and_a_dry_run_answer_in_every_format_and_write_nothing(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);
        var before = DirectorySnapshot.Of(fixture.Root);

        CliRun[] runs =
        [
            fixture.Run("audit"),
            fixture.Run("audit", "--deep"),
            fixture.Run("audit", "--format", "json"),
            fixture.Run("audit", "--format", "hermes-json"),
            fixture.Run("repair", "--dry-run"),
            fixture.Run("repair", "--dry-run", "--format", "json"),
            fixture.Run("repair", "--dry-run", "--format", "hermes-json"),
        ];

        Assert.All(runs, run => Assert.InRange(run.ExitCode, 0, 2));
        Assert.All(runs, run => Assert.NotEmpty(run.Output));
        Assert.All(runs, AssertNoStackTrace);
        Assert.Equal(before, DirectorySnapshot.Of(fixture.Root));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Nothing_is_repairable_after_a_repair(string scenario)
    {
        using var fixture = FixtureCopy.Of(scenario);

        var repair = fixture.Run("repair");
        var audit = fixture.Run("audit");

        Assert.True(repair.ExitCode is 0 or 2, repair.Output);
        Assert.Equal(repair.ExitCode, audit.ExitCode);
    }

    private static CliRun Show(FixtureCopy fixture, string id, params string[] more) =>
        CliRun.Of(["show", "--session-dir", fixture.Sessions, .. more, "--", id]);

    private static string[] Ids(CliRun list)
    {
        using var document = JsonDocument.Parse(list.Output);
        return [.. document.RootElement.EnumerateArray().Select(session => session.GetProperty("id").GetString()!)];
    }

    private static string[] ReadableIds(CliRun list)
    {
        using var document = JsonDocument.Parse(list.Output);
        return [.. document.RootElement.EnumerateArray()
            .Where(session => session.GetProperty("fault").ValueKind == JsonValueKind.Null)
            .Select(session => session.GetProperty("id").GetString()!)];
    }

    private static IEnumerable<string> IdsIn(string directory) =>
        Directory.GetFileSystemEntries(directory, "*.json*").Select(path => Path.GetFileName(path).Split(".json")[0]);

    private static void AssertNoStackTrace(CliRun run) =>
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
}
