using System.Text;
using SessionPersistence.Cli;
using Xunit.Abstractions;

namespace SessionPersistence.Tests.Cli;

public sealed class FitTests(ITestOutputHelper output)
{
    private const int Seed = 20260701;
    private const int Cases = 2_000;

    private static readonly string[] _pieces = ["a", "word", " ", "  ", "京", "都の旅館", "👨‍👩‍👧‍👦", "e\u0301", "مرحبا",
        "-", "…", "\u200b", "🇯🇵", "\u0301", "\ud83d"];

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("a little too long", 10, "a little…")]
    [InlineData("京都の旅館", 10, "京都の旅館")]
    [InlineData("京都の旅館を", 10, "京都の旅…")]
    [InlineData("wide at the edge 京", 18, "wide at the edge…")]
    public void Cut_marks_what_does_not_fit(string text, int width, string expected) =>
        Assert.Equal(expected, Fit.Cut(text, width));

    [Theory]
    [InlineData("one two three", 8, "one two|three")]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("aaaaaaaaaaaa bb", 5, "aaaaa|aaaaa|aa bb")]
    [InlineData("京都の旅館を探す", 6, "京都の|旅館を|探す")]
    [InlineData("", 5, "")]
    [InlineData("京", 1, "京")]
    public void Lines_break_between_words_and_in_those_that_are_too_long(string text, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', Fit.Lines(text, width)));

    [Fact]
    public void Any_text_fits_any_width_and_nothing_of_it_is_lost()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var text = RandomText(random);
            var width = random.Next(2, 40);

            var lines = Fit.Lines(text, width).ToList();

            Assert.Equal(Blankless(text), Blankless(string.Concat(lines)));
            Assert.All(lines,
                line => Assert.True(Fit.Width(line) <= width || IsOneCharacter(line), $"'{line}' in {width} columns"));
            Assert.True(Fit.Width(Fit.Cut(text, width)) <= Math.Max(width, Fit.Width(_pieces[6]) + 1));
        }
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(0, 30); n > 0; n--) text.Append(_pieces[random.Next(_pieces.Length)]);
        return text.ToString();
    }

    private static string Blankless(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static bool IsOneCharacter(string line) =>
        new System.Globalization.StringInfo(line).LengthInTextElements == 1;
}
