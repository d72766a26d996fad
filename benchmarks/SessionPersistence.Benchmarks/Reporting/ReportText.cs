using System.Globalization;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>Prints a report for a person.</summary>
internal static class ReportText
{
    private const string Unknown = "–";
    private const string RatioFormat = "0.00";
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Print(Report report, TextWriter output)
    {
        PrintHeader(report, output);
        foreach (var table in report.Results.Tables) PrintTable(table, output);
        PrintFigures(report.Results.Figures, output);
    }

    private static void PrintHeader(Report report, TextWriter output)
    {
        var (machine, settings) = (report.Machine, report.Settings);
        output.WriteLine($"SessionPersistence.Benchmarks {report.Workload}");
        output.WriteLine($"  machine    {machine.Processor}, {machine.Cores} cores");
        output.WriteLine($"  system     {machine.OperatingSystem}, kernel {machine.Kernel}, {machine.Runtime}");
        output.WriteLine($"  directory  {machine.Directory}");
        output.WriteLine($"  disk       {machine.FileSystem} on {machine.Disk}");
        output.WriteLine($"  settings   {settings.Size} bytes; rounds: {report.Rounds}, shown as median [least..most]");
        if (settings.Scale != 1) output.WriteLine(
            $"  scaled by {settings.Scale.ToString(Culture)}: a trial of the program, not a measurement");
    }

    private static void PrintTable(Table table, TextWriter output)
    {
        var columns = table.Rows.SelectMany(row => row.Measures).Select(measure => measure.Name).Distinct().ToList();
        IReadOnlyList<IReadOnlyList<string>> cells =
        [
            [table.Title, .. columns],
            .. table.Rows.Select(
                row => (IReadOnlyList<string>)["  " + row.Name, .. columns.Select(column => Cell(row, column))]),
        ];
        output.WriteLine();
        TextGrid.Print(cells, output);
    }

    private static string Cell(Row row, string column) =>
        row.Measures.FirstOrDefault(measure => measure.Name == column) is { } measure ? Text(
            measure.Value, measure.Format) : Unknown;

    private static void PrintFigures(IReadOnlyList<Figure> figures, TextWriter output)
    {
        IReadOnlyList<IReadOnlyList<string>> cells =
        [
            ["Figures", "median [least..most]", "goal", ""],
            .. figures.Select(figure => (IReadOnlyList<string>)
            [
                "  " + figure.Name,
                Text(figure.Value, RatioFormat),
                figure.Goal?.ToString() ?? "",
                figure.IsMet switch { true => "met", false => "missed", null => "" },
            ]),
        ];
        output.WriteLine();
        TextGrid.Print(cells, output);
    }

    private static string Text(Spread spread, string format) =>
        $"{spread.Median.ToString(format, Culture)} "
        + $"[{spread.Min.ToString(format, Culture)}..{spread.Max.ToString(format, Culture)}]";
}
