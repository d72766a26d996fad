using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>list</c>: one line for each session, newest written first.</summary>
internal static class ListCommand
{
    private const int PageSize = 500;

    public static Command Create(Screen screen)
    {
        var directory = CommonOptions.SessionDirectory();
        var format = CommonOptions.Format();
        var deleted = new Option<bool>("--deleted")
        {
            Description = "The deletions instead: when, why, and until when each can be undeleted.",
        };
        var command = new Command(
            "list",
            "Lists the sessions of a directory, newest written first. What opening it found goes to standard error.")
        {
            directory, deleted, format,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var list = parsed.GetValue(deleted) ? (Listing)ListDeletedAsync : RunAsync;
            return list(
                parsed.GetRequiredValue(directory), parsed.GetValue(format), screen, cancellationToken);
        });
        return command;
    }

    private delegate Task<int> Listing(
        string directory, OutputFormat format, Screen screen, CancellationToken cancellationToken);

    private static Task<int> ListDeletedAsync(
        string directory, OutputFormat format, Screen screen, CancellationToken cancellationToken) =>
        SessionDirectory.ReadAsync(directory, async (store, report) =>
        {
            if (report.Directory == DirectoryKind.Other) return Target.FailOther(directory, screen);

            var deletions = new List<DeletedSession>();
            await foreach (var deletion in store.Deletions.ListAsync(cancellationToken)
                .ConfigureAwait(false)) deletions.Add(deletion);
            if (format == OutputFormat.Json) DeletionJson.WriteList(deletions, screen.Output);
            else DeletionTable.Write(deletions, screen);
            return ExitCodes.Clean;
        }, cancellationToken);

    private static Task<int> RunAsync(
        string directory, OutputFormat format, Screen screen, CancellationToken cancellationToken) =>
        SessionDirectory.ReadAsync(directory, async (store, report) =>
        {
            if (report.Directory == DirectoryKind.Other) return Target.FailOther(directory, screen);

            foreach (var (shown, more) in FindingGroups.Of(report.Findings))
            {
                foreach (var finding in shown) screen.Note(finding.ToString());
                if (more is not null) screen.Note(more);
            }

            var sessions = await ReadAllAsync(store, cancellationToken).ConfigureAwait(false);
            if (format == OutputFormat.Json) SessionJson.WriteList(sessions, screen.Output);
            else SessionTable.Write(sessions, screen);
            return ExitCodes.Clean;
        }, cancellationToken);

    private static async Task<IReadOnlyList<SessionMetadata>> ReadAllAsync(
        FileSessionStore store, CancellationToken cancellationToken)
    {
        var sessions = new List<SessionMetadata>();
        SessionPage? page = null;
        do
        {
            var query = new SessionQuery { Limit = PageSize, ContinuationToken = page?.ContinuationToken };
            page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
            sessions.AddRange(page.Items);
        }
        while (page.ContinuationToken is not null);
        return sessions;
    }
}
