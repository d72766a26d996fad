using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class ContextTests
{
    [Fact]
    public async Task A_caller_with_a_context_never_touches_the_disk_on_its_own_thread()
    {
        var disk = new CrashFileSystem();
        var threads = new HashSet<int>();
        disk.BeforeOperation += _ =>
        {
            lock (threads) threads.Add(Environment.CurrentManagedThreadId);
        };
        await using var store = new FileSessionStore(new() { Directory = "/store" }, disk);
        var callers = new HashSet<int>();

        await OnContext(callers, async () =>
        {
            await store.OpenAsync();
            var session = await store.CreateAsync(new() { Messages = [SessionMessage.User("1"), SessionMessage.User("2")] });
            await store.RewriteAsync(session.Id, [], RewriteReason.Clear, session.Revision);
            await store.CheckpointAsync();
            var turn = await store.BeginTurnAsync(session.Id, [SessionMessage.User("3")]);
            await turn.AppendAsync([SessionMessage.Assistant("4")]);
            await turn.CompleteAsync([]);
            await store.DeleteAsync(session.Id);
        });

        lock (threads)
        {
            Assert.NotEmpty(threads);
            Assert.DoesNotContain(threads, callers.Contains);
        }
    }

    // One thread with a context that runs everything posted to it there, as a user interface does.
    private static Task OnContext(HashSet<int> callers, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            callers.Add(Environment.CurrentManagedThreadId);
            using var context = new PumpingContext();
            SynchronizationContext.SetSynchronizationContext(context);
            var task = work();
            _ = task.ContinueWith(_ => context.Complete(), TaskScheduler.Default);
            context.Run();
            if (task.Exception is { } error) done.SetException(error.InnerExceptions);
            else done.SetResult();
        });
        thread.Start();
        return done.Task;
    }
}
