using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>show</c>: one conversation.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var directory = CommonOptions.SessionDirectory();
        var format = CommonOptions.Format();
        var id = new Argument<string>("ID") { Description = "The session, as list names it." };
        var command = new Command(
            "show",
            "Shows one session: what is known of it, then its messages, oldest first; as json, token for token.")
        {
            id, directory, format,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(directory),
            parsed.GetValue(format),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static Task<int> RunAsync(
        string text,
        string directory,
        OutputFormat format,
        TextWriter output,
        TextWriter error)
    {
        try
        {
            return ShowAsync(SessionId.Parse(text), directory, format, output, error);
        }
        catch (FormatException e)
        {
            return Task.FromResult(SessionDirectory.Fail(error, $"That is no session id. {e.Message}"));
        }
    }

    private static Task<int> ShowAsync(SessionId id, string directory, OutputFormat format, TextWriter output, TextWriter error) =>
        SessionDirectory.ReadAsync(directory, error, async (store, _) =>
        {
            if (await store.LoadAsync(id).ConfigureAwait(false) is not { } session)
            {
                return SessionDirectory.Fail(error, $"There is no session '{id}' in '{directory}'.");
            }

            if (format == OutputFormat.Json) SessionJson.WriteSession(session, output);
            else SessionText.Write(session, output);
            return ExitCodes.Done;
        });
}
