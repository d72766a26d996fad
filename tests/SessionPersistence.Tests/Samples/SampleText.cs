using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

/// <summary>Compares the sample of a document with the one that is compiled and run here.</summary>
internal static class SampleText
{
    private const string Fence = "```csharp\n";
    private const string Indent = "        ";

    /// <summary>Fails where the first block of code behind a line of a document is not what stands between the marks of
    /// a file of this folder.</summary>
    public static void IsSame(string document, string behind, string file)
    {
        var text = Text(document);
        var section = text[text.IndexOf(behind, StringComparison.Ordinal)..];
        var block = section[(section.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length)..];

        var sample = Text(Path.Combine(Repository.Root, "tests", "SessionPersistence.Tests", "Samples", file));
        var lines = sample.Split('\n').SkipWhile(line => line.Trim() != "// <sample>").Skip(1)
            .TakeWhile(line => line.Trim() != "// </sample>");
        Assert.Equal(
            lines.Select(line => line.Length == 0 ? line : line[Indent.Length..]),
            block[..block.IndexOf("```", StringComparison.Ordinal)].TrimEnd().Split('\n'));
    }

    private static string Text(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");
}
