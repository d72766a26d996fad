using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

public sealed class CrashedStoreSampleTests
{
    [Fact]
    public void The_sample_of_the_readme_is_the_one_that_runs() => SampleText.IsSame(
        Path.Combine(Repository.Root, "src", "SessionPersistence.Testing", "README.md"), "To crash a host",
        "CrashedStoreSample.cs");

    [Fact]
    public async Task The_sample_of_the_readme_crashes_a_store_many_times()
    {
        var result = await CrashedStoreSample.RunAsync();

        Assert.True(result.RecoveryRuns > 100, $"{result.RecoveryRuns} recoveries");
        Assert.Empty(result.Violations);
    }
}
