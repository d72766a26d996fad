namespace SessionPersistence.Cli;

/// <summary>Prints sessions as a table.</summary>
internal static class SessionTable
{
    private static readonly string[] _head = ["ID", "MESSAGES", "UPDATED (UTC)", "STATE", "TITLE"];

    public static void Write(IReadOnlyList<SessionMetadata> sessions, TextWriter output)
    {
        if (sessions.Count == 0)
        {
            output.WriteLine("No sessions.");
            return;
        }

        List<string[]> rows = [_head, .. sessions.Select(Row)];
        var widths = Enumerable.Range(0, _head.Length - 1).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = widths.Select((width, column) => column == 1 ? row[column].PadLeft(width) : row[column].PadRight(width));
            output.WriteLine(string.Join("  ", cells.Append(row[^1])).TrimEnd());
        }
    }

    private static string[] Row(SessionMetadata session) =>
    [
        session.Id.Value,
        Texts.Number(session.MessageCount),
        Texts.Time(session.UpdatedAt),
        string.Join(",", Texts.States(session)),
        PrintableText.Line(session.Title ?? ""),
    ];
}
