using SessionPersistence.Benchmarks.Harness;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Benchmarks;

public sealed class CountingFileSystemTests
{
    [Fact]
    public async Task Bytes_of_a_store_are_told_apart_by_what_they_are_for()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new CountingFileSystem();
        await using (var store = new FileSessionStore(new() { Directory = folder.Root }, new() { FileSystem = disk }))
        {
            await store.CreateAsync(new() { Id = SessionId.Parse("s"), Messages = [SessionMessage.User("hello")] });
            var open = disk.Written;

            Assert.InRange(open.Records, 1, 10_000);
            Assert.InRange(open.LineFeeds, 10_001, long.MaxValue);
            Assert.Equal(0, open.Documents);
        }

        Assert.Equal(new FileInfo(folder.PathOf("s.json")).Length, disk.Written.Documents);
    }
}
