using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

/// <summary>What <c>--help</c> teaches.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("session-persistence")]
    [InlineData("audit")]
    [InlineData("repair")]
    [InlineData("list")]
    [InlineData("show")]
    public void Help(string command)
    {
        var run = command == "session-persistence" ? CliRun.Of("--help") : CliRun.Of(command, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approval.Verify($"HelpTests.{command}", run.Output.ReplaceLineEndings("\n"));
    }
}
