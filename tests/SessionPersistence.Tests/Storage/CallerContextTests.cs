using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class CallerContextTests
{
    [Fact]
    public async Task LeaveAsync_CallerHasAContext_IsNeverCompleteAtOnce()
    {
        var complete = true;

        await PumpingContext.RunAsync(() =>
        {
            complete = CallerContext.LeaveAsync().GetAwaiter().IsCompleted;
            return Task.CompletedTask;
        });

        Assert.False(complete);
    }

    [Fact]
    public async Task LeaveAsync_CallerHasNoContext_IsComplete() =>
        Assert.True(await Task.Run(() => CallerContext.LeaveAsync().GetAwaiter().IsCompleted));
}
