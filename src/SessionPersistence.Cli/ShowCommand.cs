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
        var command = new Command(
            "show",
            "Shows one session: what is known of it, then its messages, oldest first; as json, token for token.")
        {
            id, directory, format,
        };
        command.SetAction((parsed, _) =>
            ShowAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(directory), parsed.GetValue(format), screen));
        return command;
    }

    private static Task<int> ShowAsync(SessionId id, string directory, OutputFormat format, Screen screen) =>
        SessionDirectory.ReadAsync(directory, async (store, _) =>
        {
            if (await store.LoadAsync(id).ConfigureAwait(false) is not { } session)
            {
                return screen.Fail($"There is no session '{id}' in '{directory}'.");
            }

            if (format == OutputFormat.Json) SessionJson.WriteSession(session, screen.Output);
            else SessionText.Write(session, screen.Output);
            return ExitCodes.Clean;
        });
}
