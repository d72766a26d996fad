using CrashAndRecover.Parent;

namespace SessionPersistence.Tests.Samples;

public sealed class CrashRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_children_lose_and_invent_nothing(int seed)
    {
        var directory = Directory.CreateTempSubdirectory("crash-run-").FullName;
        try
        {
            var progress = new ProgressLine(TextWriter.Null, terminal: false);

            var totals = await new CrashRun(new(Rounds: 3, seed, Sessions: 12, Keep: false), directory, progress).RunAsync();

            Assert.Empty(totals.Violations);
            Assert.Equal(3, totals.Kills);
            Assert.True(totals.Acknowledged > 0, "no turn was acknowledged");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
