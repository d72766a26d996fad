using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

public sealed class StandaloneJournalSampleTests
{
    private const string Fence = "```csharp\n";
    private const string Indent = "        ";

    [Fact]
    public void The_sample_of_the_readme_is_the_one_that_runs()
    {
        var readme = Text(Path.Combine(Repository.Core, "README.md"));
        var section = readme[readme.IndexOf("## Standalone journal", StringComparison.Ordinal)..];
        var block = section[(section.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length)..];

        var sample = Text(Path.Combine(
            Repository.Root, "tests", "SessionPersistence.Tests", "Samples", "StandaloneJournalSample.cs"));
        var lines = sample.Split('\n').SkipWhile(line => line.Trim() != "// <sample>").Skip(1)
            .TakeWhile(line => line.Trim() != "// </sample>");
        Assert.Equal(
            lines.Select(line => line.Length == 0 ? line : line[Indent.Length..]),
            block[..block.IndexOf("```", StringComparison.Ordinal)].TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_sample_of_the_readme_runs_twice()
    {
        using var folder = TempFolder.ForCaller();

        await StandaloneJournalSample.RunAsync(folder.PathOf("journal"));
        await StandaloneJournalSample.RunAsync(folder.PathOf("journal"));

        await using var journal = await TurnJournal.OpenAsync(folder.PathOf("journal"));
        Assert.Empty(journal.PendingTurns);
        Assert.Empty(journal.Report.Findings);
    }

    private static string Text(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");
}
