using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

public sealed class MockedStoreSampleTests
{
    [Fact]
    public void The_sample_of_the_readme_is_the_one_that_runs() => SampleText.IsSame(
        Path.Combine(Repository.Root, "src", "SessionPersistence.IO.Abstractions", "README.md"),
        "# SessionPersistence.IO.Abstractions", "MockedStoreSample.cs");

    [Fact]
    public async Task The_sample_of_the_readme_keeps_a_session_in_memory()
    {
        var session = Assert.Single(await MockedStoreSample.RunAsync());

        Assert.Equal(("Kyoto", 1), (session.Title, session.MessageCount));
    }
}
