namespace SessionPersistence.Tests.Samples;

public sealed class QuickStartTests
{
    private const string Fence = "```csharp\n";

    [Fact]
    public void The_quick_start_of_the_readme_is_the_sample()
    {
        var readme = Text("README.md");
        var start = readme.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;

        var block = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];

        Assert.Equal(Text("QuickStart.cs.txt"), block);
    }

    private static string Text(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", name)).ReplaceLineEndings("\n");
}
