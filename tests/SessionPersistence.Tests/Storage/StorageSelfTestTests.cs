using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class StorageSelfTestTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(StorageSelfTestTests));
    private readonly RecordingFileSystem _disk;
    private readonly DurableLock _lock;

    public StorageSelfTestTests()
    {
        _disk = new(new PhysicalFileSystem(), _folder.Root);
        _lock = _disk.TryLock(_folder.PathOf("store.lock"))!;
    }

    public void Dispose()
    {
        _lock.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_OrdinaryDisk_PassesAndLeavesNothing()
    {
        StorageSelfTest.Run(_disk, _folder.Root, _folder.PathOf("store.lock"));

        Assert.Equal(["store.lock"], _folder.Names());
    }

    [Fact]
    public void Run_LockDoesNotHold_IsUnavailable()
    {
        _disk.HasLocks = false;

        Assert.Contains("locked again", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PublishOverwrites_IsUnavailable()
    {
        _disk.PublishOverwrites = true;

        Assert.Contains("published again", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create ", "creating a file")]
    [InlineData("write ", "writing a file")]
    [InlineData("flush .", "flushing a file")]
    [InlineData("flush directory", "flushing the directory")]
    [InlineData("publish ", "publishing a file")]
    [InlineData("replace ", "replacing a file")]
    public void Run_StepFails_SaysWhich(string call, string expected)
    {
        _disk.Fault = actual => actual.StartsWith(call, StringComparison.Ordinal) ? new IOException("refused") : null;

        Assert.Contains($"{expected} failed. refused", Refusal(), StringComparison.Ordinal);
    }

    private string Refusal()
    {
        var exception = Assert.Throws<StoreUnavailableException>(
            () => StorageSelfTest.Run(_disk, _folder.Root, _folder.PathOf("store.lock")));
        Assert.Equal(["store.lock"], _folder.Names());
        return exception.Message;
    }
}
