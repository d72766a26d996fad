using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>backups</c>: what a session was before it lost content, and bringing it back.</summary>
internal static class BackupsCommand
{
    public static Command Create(Screen screen) =>
        new("backups", "Shows what a session was before it lost content, and brings it back.")
        {
            CreateList(screen),
            CreateRestore(screen),
        };

    private static Command CreateList(Screen screen)
    {
        var (id, directory, format) = (CommonOptions.Id(), CommonOptions.SessionDirectory(), CommonOptions.Format());
        var command = new Command("list", "Lists the backups of a session, the most valuable first.") { id, directory,
            format };
        command.SetAction((parsed, cancellationToken) => ListAsync(
            parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(directory),
            parsed.GetValue(format),
            screen,
            cancellationToken));
        return command;
    }

    private static Command CreateRestore(Screen screen)
    {
        var (id, directory) = (CommonOptions.Id(), CommonOptions.SessionDirectory());
        var number = new Option<int?>("--generation")
        {
            Description = "The number of the backup, as the list has it; the most valuable one by default.",
            HelpName = "N",
        };
        var command = new Command("restore",
            "Brings back what a session was. What it is now becomes a backup first.") { id, directory, number };
        command.SetAction((parsed, cancellationToken) => RestoreAsync(
            parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(directory),
            parsed.GetValue(number),
            screen,
            cancellationToken));
        return command;
    }

    private static Task<int> ListAsync(
        SessionId id,
        string directory,
        OutputFormat format,
        Screen screen,
        CancellationToken cancellationToken) =>
        SessionDirectory.ReadAsync(directory, async (store, report) =>
        {
            if (report.Directory == DirectoryKind.Other) return Target.FailOther(directory, screen);

            var generations = await store.Backups.ListAsync(id, cancellationToken)
                .ConfigureAwait(false);
            if (format == OutputFormat.Json) BackupJson.WriteList(generations, screen.Output);
            else BackupTable.Write(generations, screen);
            return ExitCodes.Clean;
        }, cancellationToken);

    private static async Task<int> RestoreAsync(
        SessionId id,
        string directory,
        int? number,
        Screen screen,
        CancellationToken cancellationToken)
    {
        var guard = new BackupGuard(directory);
        var generations = await guard.ListAsync(id, cancellationToken).ConfigureAwait(false);
        if (generations.FirstOrDefault(each => number is null || each.Number == number) is not { } chosen)
        {
            return screen.Fail(number is null
                ? $"Session '{id}' has no backup in '{directory}'."
                : $"Session '{id}' has no backup {Texts.Number(number.Value)} in '{directory}'; backups list {id} "
                    + "shows those that it has.");
        }

        var restored = await guard.RestoreAsync(chosen, expectedRevision: null, cancellationToken)
            .ConfigureAwait(false);
        screen.WriteLine($"Session {id} is what {chosen.FileName} holds, "
            + $"{Texts.Count(chosen.MessageCount, "message")}, at revision {Texts.Number(restored.Revision)}.");
        return ExitCodes.Clean;
    }
}
