using SessionPersistence.Cli;

namespace SessionPersistence.Tests.Cli;

/// <summary>One run of the command line, in this process.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static CliRun Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandLine.Run(args, new(output, error));
        return new(exitCode, output.ToString(), error.ToString());
    }
}
