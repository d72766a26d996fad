using System.Globalization;
using System.Text.RegularExpressions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Architecture;

/// <summary>Each number that a test or its comment names has a line in <c>tests/WEAKNESSES.md</c>, and the other way
/// round.</summary>
public sealed partial class WeaknessTests
{
    [Fact]
    public void Weaknesses_NamedInTests_HaveALineEach()
    {
        var tests = Path.Combine(Repository.Root, "tests");
        var listed = File.ReadLines(Path.Combine(tests, "WEAKNESSES.md"))
            .Select(line => ListedNumber().Match(line)).Where(match => match.Success).Select(NumberOf).ToList();
        var named = Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => NamedNumber().Matches(File.ReadAllText(file)).Select(NumberOf));

        Assert.Equal(named.Distinct().Order(), listed);
    }

    private static int NumberOf(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| W-(\d\d) \|")]
    private static partial Regex ListedNumber();

    [GeneratedRegex(@"\bW-?(\d\d)(?:_|\b)")]
    private static partial Regex NamedNumber();
}
