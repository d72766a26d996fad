namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>Prints cells in columns: the first to the left, the others to the right.</summary>
internal static class TextGrid
{
    private const string Gap = "   ";

    public static void Print(IReadOnlyList<IReadOnlyList<string>> rows, TextWriter output)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var padded = row.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(string.Join(Gap, padded).TrimEnd());
        }
    }
}
