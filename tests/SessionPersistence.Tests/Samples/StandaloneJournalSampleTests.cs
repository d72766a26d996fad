using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

public sealed class StandaloneJournalSampleTests
{
    [Fact]
    public void The_sample_of_the_readme_is_the_one_that_runs() => SampleText.IsSame(
        Path.Combine(Repository.Core, "README.md"), "## Standalone journal", "StandaloneJournalSample.cs");

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
}
