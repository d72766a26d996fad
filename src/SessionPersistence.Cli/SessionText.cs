namespace SessionPersistence.Cli;

/// <summary>Prints a session for a person.</summary>
internal static class SessionText
{
    public static void Write(ShownSession shown, Screen screen)
    {
        if (shown.Session is { } session) WriteHead(session.Metadata, screen.Output);
        else screen.WriteLine($"{"session",-11}{shown.Id}");
        foreach (var message in shown.Session?.Messages ?? [])
        {
            screen.WriteLine();
            WriteMessage(message, screen.Output);
        }

        if (shown.Journal is { } records) WriteBelow("Journal", () => JournalTable.Write(records, screen), screen);
        if (shown.Backups is { } generations)
            WriteBelow("Backups", () => BackupTable.Write(generations, screen), screen);
    }

    private static void WriteBelow(string heading, Action write, Screen screen)
    {
        screen.WriteLine();
        screen.WriteHeading(heading);
        write();
    }

    private static void WriteHead(SessionMetadata session, TextWriter output)
    {
        Line("session", session.Id.Value);
        Line("title", session.Title);
        Line("messages", Texts.Number(session.MessageCount));
        Line("revision", Texts.Number(session.Revision));
        Line("created", $"{Texts.Time(session.CreatedAt)} UTC");
        Line("updated", $"{Texts.Time(session.UpdatedAt)} UTC");
        Line("state", string.Join(", ", Texts.States(session)));
        Line("open turn", session.OpenTurnId?.Value);
        Line("workspace", session.Workspace);
        Line("model", session.Model);
        Line("provider", session.ModelProvider);
        Line("profile", session.Profile);
        Line("project", session.ProjectId);
        Line("worktree", session.WorktreePath);
        Line("parent", session.Parent?.Value);

        void Line(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) output.WriteLine($"{name,-11}{PrintableText.Line(value)}");
        }
    }

    private static void WriteMessage(SessionMessage message, TextWriter output)
    {
        List<string> head = [PrintableText.Line(message.Role ?? "(no role)")];
        if (message.CreatedAt is { } createdAt) head.Add($"{Texts.Time(createdAt)} UTC");
        if (message.ToolCallId is { } answered) head.Add($"answers {PrintableText.Line(answered)}");
        head.AddRange(MessageMarks.Of(message).Select(mark => $"[{mark}]"));
        output.WriteLine(string.Join("  ", head));
        if (message.Text.Length > 0) output.WriteLine($"  {Indented(message.Text)}");
        foreach (var call in message.ToolCalls) output.WriteLine($"  calls {PrintableText.Line(call)}");
    }

    private static string Indented(string text) =>
        PrintableText.Block(text).Replace("\n", "\n  ", StringComparison.Ordinal);
}
