using SessionPersistence.Cli;
using Spectre.Console;

namespace SessionPersistence.Tests.Cli;

public sealed class TextTableTests
{
    private static readonly string _longId = new('a', SessionId.MaxLength);

    [Theory]
    [InlineData(70)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(300)]
    public void Nothing_is_wider_than_the_terminal(int width)
    {
        var lines = Printed(width, AnsiSupport.No).Split('\n');

        Assert.All(lines, line => Assert.True(Fit.Width(line) <= width, line));
        Assert.Contains(lines, line => line.StartsWith("b  ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_id_can_be_read_off_its_column()
    {
        var lines = Printed(80, AnsiSupport.No).Split('\n');

        Assert.Equal(_longId.Length, lines.Where(line => line.StartsWith("aaa", StringComparison.Ordinal))
            .Sum(line => line.Split(' ')[0].Length));
    }

    [Fact]
    public void Columns_stand_below_their_heads_whatever_the_text_is()
    {
        var lines = Printed(width: null, AnsiSupport.No).Split('\n');

        var column = lines[0].IndexOf("TITLE", StringComparison.Ordinal);
        Assert.Equal(_longId, lines[1].Split(' ')[0]);
        Assert.Equal("京都の旅館を探す", lines[1][column..]);
        Assert.Equal("[bold]👨‍👩‍👧‍👦", lines[2][column..]);
    }

    [Fact]
    public void What_is_no_terminal_gets_text_without_commands_and_no_blanks_at_the_end()
    {
        var text = Printed(width: null, AnsiSupport.No);

        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain(" \n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_its_heads_in_bold() =>
        Assert.Contains("\u001b[1mID\u001b[0m", Printed(width: 100, AnsiSupport.Yes), StringComparison.Ordinal);

    [Fact]
    public void Many_rows_have_one_head()
    {
        using var output = new StringWriter();
        var table = new TextTable("ID", "N", "LAST");
        for (var i = 0; i < 1_234; i++) table.Add($"s{i}", "1", "x");

        table.Write(new(output, TextWriter.Null));

        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1_235, lines.Length);
        Assert.Single(lines, line => line.StartsWith("ID", StringComparison.Ordinal));
    }

    private static string Printed(int? width, AnsiSupport colours)
    {
        using var output = new StringWriter();
        var table = new TextTable("ID", "MESSAGES", "UPDATED (UTC)", "STATE", "TITLE");
        table.Add(_longId, "12", "2026-01-01 00:00:00", "", "京都の旅館を探す");
        table.Add("b", "3", "2026-01-01 00:00:00", "pinned", "[bold]👨‍👩‍👧‍👦");
        table.Add("c", "3", "2026-01-01 00:00:00", "pinned", new string('京', 400));
        table.Write(new(output, TextWriter.Null) { Width = width, Colours = colours });
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }
}
