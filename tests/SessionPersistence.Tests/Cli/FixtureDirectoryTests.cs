using System.Text.Json;

namespace SessionPersistence.Tests.Cli;

/// <summary>Real directories of another program: each command answers or says why it cannot, and writes nothing.</summary>
public sealed class FixtureDirectoryTests : IDisposable
{
    private static readonly string _fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");
    private readonly string _directory = Directory.CreateTempSubdirectory("cli-fixture-").FullName;

    public static TheoryData<string> Scenarios() =>
        [.. Directory.GetDirectories(_fixtures).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void List_and_show_answer_and_write_nothing(string scenario)
    {
        var sessions = CopyOf(scenario);
        var before = DirectorySnapshot.Of(_directory);

        var list = CliRun.Of("list", "--session-dir", sessions);
        var json = CliRun.Of("list", "--session-dir", sessions, "--format", "json");
        var shown = IdsIn(sessions).Concat(Ids(json)).Distinct()
            .SelectMany(id => new[] { Show(sessions, id), Show(sessions, id, "--format", "json") })
            .ToList();

        Assert.Equal((0, 0), (list.ExitCode, json.ExitCode));
        Assert.All(shown, run => Assert.True(run.ExitCode == 0 || (run.ExitCode == 3 && run.Error.Length > 0)));
        Assert.All([list, json, .. shown], AssertNoStackTrace);
        Assert.Equal(before, DirectorySnapshot.Of(_directory));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Show_prints_every_session_that_list_names(string scenario)
    {
        var sessions = CopyOf(scenario);
        var listed = Ids(CliRun.Of("list", "--session-dir", sessions, "--format", "json"));

        Assert.All(listed, id => Assert.Equal(0, Show(sessions, id).ExitCode));
        Assert.All(listed, id => Assert.Contains($"\"id\": \"{id}\"", Show(sessions, id, "--format", "json").Output, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static CliRun Show(string directory, string id, params string[] more) =>
        CliRun.Of(["show", "--session-dir", directory, .. more, "--", id]);

    private static string[] Ids(CliRun list)
    {
        using var document = JsonDocument.Parse(list.Output);
        return [.. document.RootElement.EnumerateArray().Select(session => session.GetProperty("id").GetString()!)];
    }

    private static IEnumerable<string> IdsIn(string directory) =>
        Directory.GetFileSystemEntries(directory, "*.json*").Select(path => Path.GetFileName(path).Split(".json")[0]);

    private static void AssertNoStackTrace(CliRun run) =>
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);

    private string CopyOf(string scenario)
    {
        var source = Path.Combine(_fixtures, scenario);
        foreach (var directory in Directory.GetDirectories(source, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(_directory, Path.GetRelativePath(source, directory)));
        }

        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(_directory, Path.GetRelativePath(source, file)));
        }

        return Path.Combine(_directory, "sessions");
    }
}
