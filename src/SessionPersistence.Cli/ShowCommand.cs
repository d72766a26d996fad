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
        var command = new Command(
            "show",
            "Shows one session: what is known of it, then its messages, oldest first; as json, token for token.")
        {
            id, directory, journal, format,
        };
        command.SetAction((parsed, cancellationToken) => ShowAsync(
            parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(directory),
            parsed.GetValue(journal),
            parsed.GetValue(format),
            screen,
            cancellationToken));
        return command;
    }

    private static Task<int> ShowAsync(
        SessionId id,
        string directory,
        bool withJournal,
        OutputFormat format,
        Screen screen,
        CancellationToken cancellationToken) =>
        SessionDirectory.ReadAsync(directory, async (store, _) =>
        {
            if (await store.LoadAsync(id, cancellationToken: cancellationToken).ConfigureAwait(false) is not { } session)
            {
                return screen.Fail($"There is no session '{id}' in '{directory}'.");
            }

            var records = withJournal
                ? await new SessionJournal(directory).ReadAsync(id, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false)
                : null;
            if (format == OutputFormat.Json) SessionJson.WriteSession(session, records, screen.Output);
            else SessionText.Write(session, records, screen);
            return ExitCodes.Clean;
        });
}
