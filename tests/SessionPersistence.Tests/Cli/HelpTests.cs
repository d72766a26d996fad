using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

/// <summary>What <c>--help</c> teaches.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("session-persistence")]
    [InlineData("audit", "audit")]
    [InlineData("repair", "repair")]
    [InlineData("list", "list")]
    [InlineData("show", "show")]
    [InlineData("backups", "backups")]
    [InlineData("backups-list", "backups", "list")]
    [InlineData("backups-restore", "backups", "restore")]
    [InlineData("undelete", "undelete")]
    public void Help(string name, params string[] command)
    {
        var run = CliRun.Of([.. command, "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approval.Verify($"HelpTests.{name}", run.Output.ReplaceLineEndings("\n"));
    }
}
