namespace SessionPersistence.Cli;

/// <summary>Prints sessions as a table.</summary>
internal static class SessionTable
{
    public static void Write(IReadOnlyList<SessionMetadata> sessions, Screen screen)
    {
        if (sessions.Count == 0)
        {
            screen.Output.WriteLine("No sessions.");
            return;
        }

        var table = new TextTable("ID", "MESSAGES", "UPDATED (UTC)", "STATE", "TITLE");
        foreach (var session in sessions)
        {
            table.Add(
                session.Id.Value,
                Texts.Number(session.MessageCount),
                Texts.Time(session.UpdatedAt),
                string.Join(",", Texts.States(session)),
                PrintableText.Line(session.Title ?? ""));
        }

        table.Write(screen);
    }
}
