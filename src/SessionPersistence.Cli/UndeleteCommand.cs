using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>undelete</c>: brings a deleted session back.</summary>
internal static class UndeleteCommand
{
    public static Command Create(Screen screen)
    {
        var (id, directory, newId) = (CommonOptions.Id(), CommonOptions.SessionDirectory(), CommonOptions.NewId());
        var command = new Command("undelete",
            "Brings a deleted session back: what its deletion kept, or a file that somebody put under its name since.")
        {
            id, directory, newId,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(directory),
            parsed.GetValue(newId),
            screen,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        SessionId id, string directory, SessionId? newId, Screen screen, CancellationToken cancellationToken)
    {
        if (await SessionDirectory.IsOtherAsync(directory, cancellationToken).ConfigureAwait(false))
            return Target.FailOther(directory, screen);

        var ledger = new DeletionLedger(directory);
        var deletions = await ledger.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (deletions.LastOrDefault(deletion => deletion.CanRestore) is not { } chosen)
        {
            return screen.Fail(deletions.Count == 0
                ? $"Session '{id}' was never deleted in '{directory}'."
                : $"Nothing of session '{id}' is left to undelete in '{directory}'.");
        }

        var session = await ledger.RestoreAsync(chosen, newId, cancellationToken).ConfigureAwait(false);
        screen.WriteLine($"Session {session.Id} is what {id} was when it was deleted at "
            + $"{Texts.Time(chosen.DeletedAt)}, {Texts.Count(session.Metadata.MessageCount, "message")}.");
        return ExitCodes.Clean;
    }
}
