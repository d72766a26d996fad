using System.Globalization;
using Spectre.Console;

namespace SessionPersistence.Cli;

/// <summary>A table that fits the screen whatever is in it: the first column is folded, the last is cut, those between
/// keep their width.</summary>
internal sealed class TextTable(params string[] head)
{
    private const int Gap = 2;
    private const int NarrowestFirst = 12;
    private const int NarrowestLast = 16;
    private const int WidestLast = 200;

    // A hundred thousand rows are laid out bit by bit.
    private const int RowsAtATime = 500;

    private static readonly Style _bold = new(decoration: Decoration.Bold);

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row of printable cells.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(Screen screen)
    {
        var widths = Enumerable.Range(0, head.Length)
            .Select(column => _rows.Append(head).Max(row => Fit.Width(row[column]))).ToArray();
        widths[^1] = Math.Min(widths[^1], WidestLast);
        if (screen.Width is { } available) Narrow(widths, available);

        var numbers = Enumerable.Range(0, head.Length).Select(column => _rows.All(row => IsNumber(row[column])))
            .ToArray();
        foreach (var rows in _rows.Prepend(head).Chunk(RowsAtATime))
        {
            var table = Layout(widths, numbers);
            foreach (var row in rows) table.AddRow(row.Select(
                (text, column) => new Text(Fitting(text, column, widths[column]), row == head ? _bold : null)));
            screen.Write(table, widths.Sum(width => width + Gap));
        }
    }

    private static void Narrow(int[] widths, int available)
    {
        var between = widths[1..^1].Sum() + (Gap * (widths.Length - 1));
        widths[0] = Math.Min(widths[0], Math.Max(NarrowestFirst, available - between - NarrowestLast));
        widths[^1] = Math.Min(widths[^1], Math.Max(NarrowestLast, available - between - widths[0]));
    }

    private static Table Layout(int[] widths, bool[] numbers)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        for (var column = 0; column < widths.Length; column++)
        {
            table.AddColumn(new TableColumn("")
            {
                Width = widths[column],
                Padding = new(0, 0, column < widths.Length - 1 ? Gap : 0, 0),
                Alignment = numbers[column] ? Justify.Right : Justify.Left,
            });
        }

        return table;
    }

    private string Fitting(string text, int column, int width) => column switch
    {
        0 => string.Join('\n', Fit.Lines(text, width)),
        _ when column == head.Length - 1 => Fit.Cut(text, width),
        _ => text,
    };

    private static bool IsNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
