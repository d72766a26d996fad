namespace SessionPersistence.Cli;

/// <summary>Prints deletions as a table.</summary>
internal static class DeletionTable
{
    public static void Write(IReadOnlyCollection<DeletedSession> deletions, Screen screen)
    {
        if (deletions.Count == 0)
        {
            screen.WriteLine("No deleted sessions.");
            return;
        }

        var table = new TextTable("ID", "MESSAGES", "DELETED (UTC)", "UNDELETE UNTIL (UTC)", "REASON");
        foreach (var deletion in deletions)
        {
            table.Add(
                deletion.SessionId.Value,
                Texts.Number(deletion.MessageCount),
                Texts.Time(deletion.DeletedAt),
                UntilOf(deletion),
                PrintableText.Line(deletion.Reason ?? ""));
        }

        table.Write(screen);
    }

    private static string UntilOf(DeletedSession deletion) => deletion switch
    {
        { CanRestore: false } => "",
        { KeptUntil: { } until } => Texts.Time(until),
        _ => "a file is there",
    };
}
