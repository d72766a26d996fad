using System.Globalization;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What a turn costs does not depend on how many sessions there are.</summary>
public sealed class TurnCostTests
{
    private const int Turns = 50;

    // Counted, because a clock would measure the machine: calls to the disk, and bytes of memory, with all that is done
    // behind the calls.
    [Fact]
    public async Task Turn_AmongTenThousandSessions_CostsWhatItCostsAmongTen()
    {
        var few = await CostAsync(10);
        var many = await CostAsync(10_000);

        Assert.Equal(few.Calls, many.Calls);
        Assert.InRange((double)many.Allocated / few.Allocated, 0.9, 1.1);
    }

    // WEAKNESSES.md, W-48: every save, even of a draft, reads, writes and flushes the whole conversation.
    [Fact]
    public async Task W48_a_write_costs_the_same_however_long_the_conversation_is()
    {
        var few = await WritesAsync(messages: 1);
        var many = await WritesAsync(messages: 5_000);

        Assert.Equal(few, many);
        Assert.Equal((Turns, 0), (many.Flushes, many.Read));
        Assert.InRange(many.Written, Turns * 100, Turns * 400);
    }

    private static async Task<(int Flushes, long Written, long Read)> WritesAsync(int messages)
    {
        await using var rig = new StoreRig(maxShardBytes: 16 << 20);
        await rig.OpenAsync();
        var id = SessionId.Parse("s1");
        await rig.Store.CreateAsync(
            new() { Id = id, Messages = [.. Enumerable.Repeat(SessionMessage.User("message"), messages)] });
        await rig.ReopenAsync();
        await rig.Store.UpdateMetadataAsync(id, metadata => metadata with { Title = "draft" });
        var before = rig.Disk.OperationCount;
        for (var n = 0; n < Turns; n++)
        {
            await rig.Store.UpdateMetadataAsync(
                id, metadata => metadata with { Title = string.Create(CultureInfo.InvariantCulture, $"draft {n:d2}") });
        }

        var trace = rig.Disk.Trace.Skip(before).ToList();
        return (trace.Count(o => o.Kind == CrashOperationKind.Flush), SizeOf(CrashOperationKind.Write),
            SizeOf(CrashOperationKind.Read));

        long SizeOf(CrashOperationKind kind) => trace.Where(o => o.Kind == kind).Sum(o => (long)o.Size);
    }

    private static async Task<(int Calls, long Allocated)> CostAsync(int sessions)
    {
        var memory = new InMemoryFileSystem();
        var time = new SteppedTime();
        await using (var filling = NewStore(memory, time))
        {
            for (var i = 0; i < sessions; i++)
                await filling.CreateAsync(new() { Id = SessionId.Parse(Name(i)), Title = "t" });
        }

        var disk = new RecordingFileSystem(memory, "/store");
        await using var store = NewStore(disk, time);
        await store.ListAsync(new());
        await TurnAsync(store, time);
        var calls = disk.Calls.Count + disk.Lookups.Count;
        var allocated = WithoutContext.Run(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Turns; i++)
            {
                if (!TurnAsync(store, time).IsCompletedSuccessfully)
                    throw new InvalidOperationException("The turn did not end on this thread.");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        return (disk.Calls.Count + disk.Lookups.Count - calls, allocated);
    }

    // With the list that a host shows after each, and the work behind it: documents, shards.
    private static async Task TurnAsync(FileSessionStore store, SteppedTime time)
    {
        var turn = await store.BeginTurnAsync(SessionId.Parse(Name(5)), [SessionMessage.User("hello")]);
        await turn.CompleteAsync([SessionMessage.Assistant("hi")]);
        await store.ListAsync(new() { Limit = 5 });
        time.Advance(TimeSpan.FromMilliseconds(100));
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"s{i}");

    private static FileSessionStore NewStore(DurableFileSystem disk, SteppedTime time) =>
        new(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = time });
}
