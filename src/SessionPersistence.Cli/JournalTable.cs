namespace SessionPersistence.Cli;

/// <summary>Prints the records of a journal as a table.</summary>
internal static class JournalTable
{
    public static void Write(IReadOnlyCollection<SessionJournalRecord> records, Screen screen)
    {
        if (records.Count == 0)
        {
            screen.WriteLine("No records: what the journal had of the session is in its document, or gone with it.");
            return;
        }

        var table = new TextTable("EVENT", "REVISION", "WRITTEN (UTC)", "TURN", "WHERE");
        foreach (var record in records)
        {
            table.Add(
                record.Event,
                record.Revision is { } revision ? Texts.Number(revision) : "",
                Texts.Time(record.CreatedAt),
                record.TurnId?.Value ?? "",
                PrintableText.Line($"{record.Path}:{Texts.Number(record.Offset)}"));
        }

        table.Write(screen);
    }
}
