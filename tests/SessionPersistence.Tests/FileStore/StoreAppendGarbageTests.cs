using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>An append without ids of its own leaves as little garbage as it did before stores knew what a repeat is.
/// Counted over many, on a disk that does nothing.</summary>
[Collection(nameof(RunsAlone))]
public sealed class StoreAppendGarbageTests
{
    private const int Appends = 1000;

    // What one append, and one turn of two messages, allocated at 8d86c72, measured by this test there.
    private const int MostPerAppend = 5241;
    private const int MostPerTurn = 14_819;

    private static readonly SessionId Id = SessionId.Parse("a");

    [Fact]
    public Task AppendAsync_WithoutIds_LeavesNoMoreGarbageThanBefore() => AssertMostAsync(MostPerAppend,
        store => store.AppendAsync(Id, [SessionMessage.User("hello")]));

    [Fact]
    public Task Turn_WithoutIds_LeavesNoMoreGarbageThanBefore() => AssertMostAsync(MostPerTurn, async store =>
    {
        var turn = await store.BeginTurnAsync(Id, [SessionMessage.User("hello")]);
        await turn.CompleteAsync([SessionMessage.Assistant("hi")]);
    });

    private static async Task AssertMostAsync(int most, Func<FileSessionStore, Task> call)
    {
        await using var store = new FileSessionStore(
            new() { Directory = "/store" },
            new() { FileSystem = new DiscardingFileSystem(), TimeProvider = new SteppedTime() });
        await store.CreateAsync(new() { Id = Id });
        Repeat(store, call, 200);

        var garbage = Repeat(store, call, Appends);

        Assert.True(garbage <= (most * Appends), $"{garbage} bytes for {Appends}.");
    }

    private static long Repeat(FileSessionStore store, Func<FileSessionStore, Task> call, int count) =>
        WithoutContext.Run(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < count; i++)
            {
                if (!call(store).IsCompletedSuccessfully)
                    throw new InvalidOperationException("The call did not complete at once.");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
}
