using CrashAndRecover;
using CrashAndRecover.Parent;
using CrashAndRecover.Pipe;
using SessionPersistence.Tests.FileStore;

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

            var totals = await new CrashRun(new(Rounds: 3, seed, Sessions: 12, Keep: false, tiny), directory, progress)
                .RunAsync();

            Assert.Empty(totals.Violations);
            Assert.Equal(3, totals.Kills);
            Assert.True(totals.Acknowledged > 0, "no turn was acknowledged");
            if (tiny) Assert.True(totals.Happened.GetValueOrDefault(BackgroundWork.Rotations) > 0, "no shard ended");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // Which of them a killed child comes to is chance.
    [Fact]
    public async Task Tiny_limits_make_a_store_do_all_of_its_background_work()
    {
        await using var rig = new StoreRig(Limits.Of("unused", tiny: true).MaxShardBytes);
        await rig.OpenAsync();
        var turn = await rig.Store.BeginTurnAsync(await rig.CreateAsync("a"), [SessionMessage.User("goes on")]);
        var other = await rig.CreateAsync("b");

        for (var i = 0; i < 100; i++) await rig.AppendAsync(other, $"This is what the user says as number {i}.");
        rig.Settle();

        Assert.All(BackgroundWork.Instruments, work => Assert.True(rig.Meters.SumOf(work) > 0, work));
        await turn.CompleteAsync([]);
    }
}
