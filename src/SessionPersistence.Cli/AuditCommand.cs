using System.CommandLine;

namespace SessionPersistence.Cli;

/// <summary><c>audit</c>: what is wrong in a directory, and what could be done about it.</summary>
internal static class AuditCommand
{
    public static Command Create(Screen screen)
    {
        var directory = CommonOptions.SessionDirectory();
        var stateDb = CommonOptions.StateDb();
        var format = CommonOptions.ReportFormat();
        var deep = CommonOptions.Deep();
        var command = new Command(
            "audit", "Says what is damaged, missing or unfinished in a directory. Writes nothing.")
        {
            directory, stateDb, deep, format,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetRequiredValue(directory), parsed.GetValue(stateDb), parsed.GetValue(deep)),
            parsed.GetValue(format),
            screen,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Target target,
        OutputFormat format,
        Screen screen,
        CancellationToken cancellationToken)
    {
        if (!target.HasDirectory)
        {
            if (format == OutputFormat.HermesJson) HermesJson.WriteAudit(new([], TimeSpan.Zero), screen.Output);
            return target.FailMissing(screen);
        }

        var scanner = target.OpenScanner();
        var report = await Progress.ScanAsync(scanner, screen, cancellationToken).ConfigureAwait(false);
        if (report.Directory == DirectoryKind.Other)
        {
            if (format != OutputFormat.Text) Print(report, target, format, screen);
            return Target.FailOther(target.Directory, screen);
        }

        Print(report, target, format, screen);
        return ExitCodes.Of(report);
    }

    private static void Print(RecoveryReport report, Target target, OutputFormat format, Screen screen)
    {
        switch (format)
        {
            case OutputFormat.HermesJson:
                HermesJson.WriteAudit(report, screen.Output);
                break;
            case OutputFormat.Json:
                ReportJson.WriteAudit(report, screen.Output);
                break;
            default:
                new AuditText(screen, target).Write(report);
                break;
        }
    }
}
