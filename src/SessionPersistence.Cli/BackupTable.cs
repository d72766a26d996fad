namespace SessionPersistence.Cli;

/// <summary>Prints the backups of a session as a table.</summary>
internal static class BackupTable
{
    public static void Write(IReadOnlyCollection<SessionBackup> generations, Screen screen)
    {
        if (generations.Count == 0)
        {
            screen.WriteLine("No backups.");
            return;
        }

        var table = new TextTable("GENERATION", "MESSAGES", "REVISION", "BYTES", "KEPT (UTC)", "BEFORE", "STATE");
        foreach (var generation in generations)
        {
            table.Add(
                Texts.Number(generation.Number),
                generation.IsReadable ? Texts.Number(generation.MessageCount) : "",
                generation.Revision > 0 ? Texts.Number(generation.Revision) : "",
                Texts.Number(generation.Bytes),
                Texts.Time(generation.KeptAt),
                PrintableText.Line(generation.Reason ?? ""),
                StateOf(generation));
        }

        table.Write(screen);
    }

    private static string StateOf(SessionBackup generation) => generation switch
    {
        { Fault: { } fault } => PrintableText.Line(fault),
        { AcknowledgedAt: { } at } => $"acknowledged {Texts.Time(at)}",
        _ => "",
    };
}
