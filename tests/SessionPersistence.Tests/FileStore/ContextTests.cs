using System.Collections.Concurrent;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class ContextTests
{
    [Fact]
    public async Task A_caller_with_a_context_never_touches_the_disk_on_its_own_thread()
    {
        var disk = new CrashFileSystem();
        var threads = new ConcurrentQueue<int>();
        disk.BeforeOperation += _ => threads.Enqueue(Environment.CurrentManagedThreadId);
        var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });

        var caller = await PumpingContext.RunAsync(async () =>
        {
            await store.OpenAsync();
            var session = await store.CreateAsync(
                new() { Messages = [SessionMessage.User("1"), SessionMessage.User("2")] });
            await store.RewriteAsync(session.Id, [], RewriteReason.Clear, session.Revision);
            await store.CheckpointAsync();
            var turn = await store.BeginTurnAsync(session.Id, [SessionMessage.User("3")]);
            await turn.AppendAsync([SessionMessage.Assistant("4")]);
            await turn.CompleteAsync([]);
            await store.DeleteAsync(session.Id);
            await store.CreateAsync(new() { Messages = [SessionMessage.User("5")] });
            await store.DisposeAsync();
        });

        Assert.NotEmpty(threads);
        Assert.DoesNotContain(caller, threads);
    }
}
