using System.Text.Json;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Benchmarks;

/// <summary>The program runs; what it measures here means nothing, and is not looked at.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller("benchmarks");

    public void Dispose() => _folder.Dispose();

    [LinuxTheory]
    [InlineData("journal-seq")]
    [InlineData("journal-threads")]
    [InlineData("turn")]
    [InlineData("build")]
    [InlineData("audit")]
    [InlineData("materialise")]
    public async Task Workload_says_in_json_what_it_found(string workload)
    {
        var (exitCode, output, error) = await RunAsync(workload, "--json");

        using var report = JsonDocument.Parse(output);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(workload, report.RootElement.GetProperty("workload").GetString());
        var results = report.RootElement.GetProperty("results");
        Assert.All(results.GetProperty("tables").EnumerateArray(),
            table => Assert.NotEmpty(table.GetProperty("rows").EnumerateArray()));
        Assert.NotEmpty(results.GetProperty("figures").EnumerateArray());
        Assert.All(
            results.GetProperty("figures").EnumerateArray(), figure => Assert.True(MedianOf(figure) > 0, $"{figure}"));
    }

    [LinuxTheory]
    [InlineData("journal-threads", "--threads", "2")]
    [InlineData("build")]
    public async Task Workload_says_in_text_whether_goals_are_met(string workload, params string[] more)
    {
        var (exitCode, output, error) = await RunAsync(workload, more);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"{Path.TrimEndingDirectorySeparator(_folder.Root)}/", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)\b(met|missed)$", output);
    }

    [LinuxTheory]
    [InlineData("--rounds", "0")]
    [InlineData("--size", "-1")]
    [InlineData("--threads", "many")]
    public async Task Number_that_makes_no_sense_is_refused(string option, string value)
    {
        var (exitCode, _, error) = await RunAsync("build", option, value);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string workload, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] trial = [workload, "--rounds", "1", "--size", "100", "--scale", "0.01", "--directory", _folder.Root];
        var exitCode = await SessionPersistence.Benchmarks.Program.RunAsync(
            [.. trial, .. more], output, error, new(TextWriter.Null, isWatched: false));
        Assert.Empty(_folder.Names());
        return (exitCode, output.ToString(), error.ToString());
    }

    private static double MedianOf(JsonElement figure) => figure.GetProperty("value").GetProperty("median").GetDouble();
}
