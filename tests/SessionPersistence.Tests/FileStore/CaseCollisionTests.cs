using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

public sealed class CaseCollisionTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly CrashFileSystem _disk = new();

    [Fact]
    public async Task Create_WhileTheOtherIsBeingWritten_WaitsForItsEnd()
    {
        await using var store = await OpenAsync();
        using var hang = _disk.Fail(new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = "_journal/*" });
        var first = Task.Run(() => store.CreateAsync(new() { Id = SessionId.Parse("abc") }));
        Assert.True(hang.WaitUntilStruck(LongEnough));

        var second = store.CreateAsync(new() { Id = SessionId.Parse("ABC") });
        Assert.False(second.IsCompleted);
        hang.Release();

        await first;
        var exists = await Assert.ThrowsAsync<SessionExistsException>(() => second);
        Assert.Equal("abc", exists.Existing.Value);
    }

    private async Task<FileSessionStore> OpenAsync()
    {
        var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = _disk });
        await store.CreateAsync(new());
        return store;
    }
}
