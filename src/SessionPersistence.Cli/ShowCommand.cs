using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>show</c>: one conversation.</summary>
internal static class ShowCommand
{
    public static Command Create(Screen screen)
    {
        var directory = CommonOptions.SessionDirectory();
        var format = CommonOptions.Format();
        var id = CommonOptions.Id();
        var journal = new Option<bool>("--journal")
        {
            Description = "Also the records that the journal still has of it, and where they are.",
        };
        var backups = new Option<bool>("--backups") { Description = "Also its backups." };
        var command = new Command(
            "show",
            "Shows one session: what is known of it, then its messages, oldest first; as json, token for token.")
        {
            id, directory, journal, backups, format,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (session, target) = (parsed.GetRequiredValue(id), parsed.GetRequiredValue(directory));
            return await ReadAsync(session, target, parsed.GetValue(journal), parsed.GetValue(backups),
                cancellationToken).ConfigureAwait(false) is { } shown
                ? Show(shown, parsed.GetValue(format), screen)
                : screen.Fail($"There is no session '{session}' in '{target}'.");
        });
        return command;
    }

    private static Task<ShownSession?> ReadAsync(
        SessionId id,
        string directory,
        bool withJournal,
        bool withBackups,
        CancellationToken cancellationToken) =>
        SessionDirectory.ReadAsync(directory, async (store, _) =>
        {
            if (await store.LoadAsync(id, cancellationToken: cancellationToken)
                .ConfigureAwait(false) is not { } session) return null;

            return new ShownSession(session)
            {
                Journal = withJournal
                    ? await new SessionJournal(directory).ReadAsync(id, cancellationToken)
                        .ToListAsync(cancellationToken).ConfigureAwait(false)
                    : null,
                Backups = withBackups ? await store.GetService<BackupGuard>()!
                    .ListAsync(id, cancellationToken).ConfigureAwait(false) : null,
            };
        }, cancellationToken);

    private static int Show(ShownSession shown, OutputFormat format, Screen screen)
    {
        if (format == OutputFormat.Json) SessionJson.WriteSession(shown, screen.Output);
        else SessionText.Write(shown, screen);
        return ExitCodes.Clean;
    }
}
