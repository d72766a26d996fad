using CrashAndRecover.Parent;
using CrashAndRecover.Pipe;

namespace SessionPersistence.Tests.Samples;

public sealed class CrashRunTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Killed_children_lose_and_invent_nothing(int seed, bool tiny)
    {
        var directory = Directory.CreateTempSubdirectory("crash-run-").FullName;
        try
        {
            var progress = new ProgressLine(TextWriter.Null, terminal: false);

            var totals = await new CrashRun(new(Rounds: 3, seed, Sessions: 12, Keep: false, tiny), directory, progress).RunAsync();

            Assert.Empty(totals.Violations);
            Assert.Equal(3, totals.Kills);
            Assert.True(totals.Acknowledged > 0, "no turn was acknowledged");
            if (tiny) Assert.All(BackgroundWork.Instruments, work => Assert.True(totals.Happened.GetValueOrDefault(work) > 0, work));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
