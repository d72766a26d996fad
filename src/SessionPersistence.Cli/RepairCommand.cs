using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>repair</c>: does what an audit calls repairable, and what it is asked for besides.</summary>
internal static class RepairCommand
{
    // A person waits: long enough for a host that is closing, no longer.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    public static Command Create(Screen screen)
    {
        var directory = CommonOptions.SessionDirectory();
        var stateDb = CommonOptions.StateDb();
        var format = CommonOptions.ReportFormat();
        var deep = CommonOptions.Deep();
        var dryRun = new Option<bool>("--dry-run") { Description = "Writes nothing: says what would be done." };
        var merge = new Option<bool>("--merge")
        {
            Description =
                "Where a session and its backup each hold messages that the other lacks: keeps both, in order.",
        };
        var salvage = new Option<bool>("--salvage")
        {
            Description =
                "Where a file is damaged and there is no other copy: keeps the messages that are whole.",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Also in a directory in which nothing is a session: makes it one of sessions.",
        };
        var sessions = CommonOptions.Sessions();
        var command = new Command(
            "repair", "Repairs what is safe to repair. Every byte that it replaces is kept in _quarantine first.")
        {
            directory, stateDb, deep, dryRun, merge, salvage, force, sessions, format,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetRequiredValue(directory), parsed.GetValue(stateDb), parsed.GetValue(deep)),
            new()
            {
                DryRun = parsed.GetValue(dryRun),
                Merge = parsed.GetValue(merge),
                Salvage = parsed.GetValue(salvage),
                SessionIds = parsed.GetValue(sessions) is { Length: > 0 } ids ? ids : null,
            },
            parsed.GetValue(force),
            parsed.GetValue(format),
            screen,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Target target,
        RepairOptions options,
        bool isForced,
        OutputFormat format,
        Screen screen,
        CancellationToken cancellationToken)
    {
        if (!target.HasDirectory)
        {
            var none = new RecoveryReport([], TimeSpan.Zero);
            if (format == OutputFormat.HermesJson) HermesJson.WriteRepair(new(none, [], none), screen.Output);
            return target.FailMissing(screen);
        }

        var scanner = target.OpenScanner(_patience);
        var report = await Progress.ScanAsync(scanner, screen, cancellationToken).ConfigureAwait(false);
        if (!isForced && report.Directory == DirectoryKind.Other)
        {
            if (format != OutputFormat.Text) Print(new(report, [], report), target, format, screen);
            return Target.FailOther(
                target.Directory, screen, " With --force, a repair makes it a directory of sessions.");
        }

        // A store that nobody asked for would be the only thing that a repair made of it.
        if (!isForced && report.Directory == DirectoryKind.Empty && target.StateDb is null)
        {
            Print(new(report, [], report), target, format, screen);
            return ExitCodes.Clean;
        }

        var found = report.Findings.Select(finding => finding.SessionId).ToHashSet();
        foreach (var id in options.SessionIds?.Where(id => !found.Contains(id)) ?? [])
            screen.Note($"Nothing was found of a session '{id}'.");

        var result = await scanner.RepairAsync(report, options, cancellationToken).ConfigureAwait(false);
        Print(result, target, format, screen);
        return ExitCodes.Of(result);
    }

    private static void Print(RepairResult result, Target target, OutputFormat format, Screen screen)
    {
        switch (format)
        {
            case OutputFormat.HermesJson:
                HermesJson.WriteRepair(result, screen.Output);
                break;
            case OutputFormat.Json:
                ReportJson.WriteRepair(result, screen.Output);
                break;
            default:
                new RepairText(screen, target).Write(result);
                break;
        }
    }
}
