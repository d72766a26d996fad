using SessionPersistence.Tests.Support;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>An append leaves next to no garbage. Counted over many, on a disk that does nothing.</summary>
[Collection(nameof(RunsAlone))]
public sealed class AppendGarbageTests
{
    private const int MostPerAppend = 64;
    private const int Appends = 2000;

    // What a thread of the pool, or a table that grows, allocates once in a while.
    private const int Slack = 16 * 1024;

    private static readonly TurnEvent Note = new("note")
    {
        TurnId = Turn(1),
        StreamId = "stream",
        Role = "user",
        Content = new string('x', 440) + " ✓ 🍵",
        Model = "model",
    };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task AppendAsync_Alone_LeavesNoGarbage(int flushedEvery)
    {
        await using var journal = await OpenAsync(new());
        Append(journal, flushedEvery, 200);

        var garbage = Append(journal, flushedEvery, Appends);

        Assert.True(garbage <= Slack, $"{garbage} bytes for {Appends} appends.");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task AppendAsync_WithOthers_LeavesLittleGarbage(int writers)
    {
        await using var journal = await OpenAsync(new() { FlushLetsOthersRun = true });
        await AppendTogetherAsync(journal, writers, 300);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await AppendTogetherAsync(journal, writers, Appends / writers);
        var garbage = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.True(garbage <= (MostPerAppend * Appends) + Slack, $"{garbage} bytes for {Appends} appends.");
    }

    private static Task<TurnJournal> OpenAsync(DiscardingFileSystem disk) =>
        TurnJournal.OpenAsync("/journal", null, new() { FileSystem = disk });

    private static long Append(TurnJournal journal, int flushedEvery, int count) => WithoutContext.Run(() =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
        {
            var append = journal.AppendAsync(
                A, Note, i % flushedEvery == 0 ? Durability.FlushedToDisk : Durability.Buffered);
            if (!append.IsCompletedSuccessfully)
                throw new InvalidOperationException("The append did not complete at once.");

            append.GetAwaiter().GetResult();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    private static Task AppendTogetherAsync(TurnJournal journal, int writers, int count) =>
        Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var session = SessionId.Parse($"s{writer}");
            for (var i = 0; i < count; i++) await journal.AppendAsync(session, Note);
        })));
}
