using SessionPersistence.StateDb;

namespace SessionPersistence.Tests.StateDb;

/// <summary>What is in memory does not grow with the number of sessions.</summary>
public sealed class ReconcileMemoryTests
{
    private const int Messages = 50;
    private const int Degree = 4;

    [Fact]
    public async Task At_no_time_are_more_sessions_in_memory_than_are_written_at_a_time()
    {
        const int Sessions = 2000;
        var rig = new ReconcileRig();
        await rig.RunAsync();
        var stateDb = new FakeStateDb();
        var (read, most) = (0, 0);
        for (var i = 0; i < Sessions; i++) stateDb.With(FakeStateDb.Row($"s{i:d4}") with { Messages = Messages },
            () => Enumerable.Range(0, Messages).Select(n => SessionMessage.User($"{n}")));
        stateDb.BeforeMessage = message =>
        {
            if (message.Message.Text != "0") return;

            // A session is in memory from its first message until its document is there.
            most = Math.Max(most, ++read - rig.Disk.ListDirectory(ReconcileRig.Root)
                .Count(entry => entry.Name.StartsWith('s') && entry.Name.EndsWith(".json", StringComparison.Ordinal)));
        };

        await rig.RunUnlockedAsync(stateDb, Degree);

        // Two wait to be written, one is being read.
        Assert.InRange(most, 1, Degree + 3);
    }

    [Fact]
    public async Task Rows_are_read_when_they_are_needed()
    {
        var rig = new ReconcileRig();
        var read = 0;
        for (var i = 0; i < Reconciliation.BatchRows * 4; i++) rig.StateDb.With($"s{i:d4}", "one");
        rig.StateDb.BeforeSession = _ => read++;

        await foreach (var outcome in rig.Reconciler.ReconcileAsync()) break;

        Assert.Equal(Reconciliation.BatchRows, read);
    }
}
