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
            var shown = await ReadAsync(session, target, parsed.GetValue(journal), parsed.GetValue(backups),
                cancellationToken).ConfigureAwait(false);
            return shown.HasAnything ? Show(shown, parsed.GetValue(format), screen) : screen.Fail(shown.Fault!);
        });
        return command;
    }

    private static Task<ShownSession> ReadAsync(
        SessionId id,
        string directory,
        bool withJournal,
        bool withBackups,
        CancellationToken cancellationToken) =>
        SessionDirectory.ReadAsync(directory, async (store, _) =>
        {
            var (session, fault) = await LoadAsync(store, id, directory, cancellationToken).ConfigureAwait(false);
            return new ShownSession(id, session)
            {
                Fault = fault,
                Journal = withJournal
                    ? await new SessionJournal(directory).ReadAsync(id, cancellationToken)
                        .ToListAsync(cancellationToken).ConfigureAwait(false)
                    : null,
                Backups = withBackups ? await store.Backups
                    .ListAsync(id, cancellationToken).ConfigureAwait(false) : null,
            };
        }, cancellationToken);

    // What the journal and the backups have is of most use where the session itself is gone.
    private static async Task<(Session? Session, string? Fault)> LoadAsync(
        FileSessionStore store, SessionId id, string directory, CancellationToken cancellationToken)
    {
        try
        {
            var session = await store.LoadAsync(id, cancellationToken: cancellationToken).ConfigureAwait(false);
            return (session, session is null ? $"There is no session '{id}' in '{directory}'." : null);
        }
        catch (SessionPersistenceException e)
        {
            return (null, e.Message);
        }
    }

    private static int Show(ShownSession shown, OutputFormat format, Screen screen)
    {
        if (shown.Fault is { } fault) screen.Note(fault);
        if (format == OutputFormat.Json) SessionJson.WriteSession(shown, screen.Output);
        else SessionText.Write(shown, screen);
        return ExitCodes.Clean;
    }
}
