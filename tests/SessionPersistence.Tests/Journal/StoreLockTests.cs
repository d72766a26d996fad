using System.Globalization;
using SessionPersistence.Journal;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Journal;

public sealed class StoreLockTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(StoreLockTests));
    private readonly LockFiles _files;

    public StoreLockTests() => _files = FilesOf(new PhysicalFileSystem(), _folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TakeAsync_Free_SaysWhoTheOwnerIs()
    {
        using var taken = await TakeAsync();

        Assert.Equal(taken.Owner, StoreLock.ReadOwner(_files));
        Assert.Equal(Environment.ProcessId, taken.Owner.ProcessId);
        Assert.Equal(["store.lock", "store.owner"], _folder.Names());
    }

    [Fact]
    public async Task TakeAsync_Held_ThrowsWithTheHolder()
    {
        using var taken = await TakeAsync();

        var exception = await Assert.ThrowsAsync<StoreInUseException>(TakeAsync);

        Assert.Equal(taken.Owner, exception.Owner);
    }

    [Fact]
    public async Task TakeAsync_NoteNamesAProcessThatLives_TakesTheFreeLock()
    {
        WriteNote(Environment.ProcessId, DateTimeOffset.UtcNow);

        using var taken = await TakeAsync();

        Assert.Equal(taken.Owner, StoreLock.ReadOwner(_files));
    }

    [Fact]
    public async Task TakeAsync_NoteNamesAProcessOfLongAgo_RespectsTheHeldLock()
    {
        using var taken = await TakeAsync();
        WriteNote(int.MaxValue, DateTimeOffset.UnixEpoch);

        Assert.Equal(int.MaxValue, (await Assert.ThrowsAsync<StoreInUseException>(TakeAsync)).Owner?.ProcessId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"pid\":-1,\"host\":\"h\",\"since\":1,\"instance\":\"i\"}")]
    [InlineData("{\"pid\":1,\"host\":null,\"since\":\"x\",\"instance\":\"i\"}")]
    public async Task TakeAsync_HeldAndNoteDamaged_ThrowsWithoutAHolder(string note)
    {
        using var taken = await TakeAsync();
        File.WriteAllText(_folder.PathOf("store.owner"), note);

        Assert.Null((await Assert.ThrowsAsync<StoreInUseException>(TakeAsync)).Owner);
    }

    [Fact]
    public async Task TakeAsync_HeldAndNoteMissing_ThrowsWithoutAHolder()
    {
        using var taken = await TakeAsync();
        File.Delete(_folder.PathOf("store.owner"));

        Assert.Null((await Assert.ThrowsAsync<StoreInUseException>(TakeAsync)).Owner);
    }

    [Fact]
    public async Task TakeAsync_Released_IsFreeAgain()
    {
        (await TakeAsync()).Dispose();

        using var again = await TakeAsync();

        Assert.Equal(again.Owner, StoreLock.ReadOwner(_files));
    }

    [Fact]
    public async Task TakeAsync_OwnerIsAboutToClose_Waits()
    {
        var time = new SteppedTime();
        var first = await StoreLock.TakeAsync(_files, TimeSpan.Zero, time);

        var second = StoreLock.TakeAsync(_files, TimeSpan.FromSeconds(10), time);
        Assert.False(second.IsCompleted);
        first.Dispose();
        time.Step();

        using var taken = await second;
        Assert.NotEqual(first.Owner.Instance, taken.Owner.Instance);
    }

    [Fact]
    public async Task TakeAsync_TimeIsUp_StopsWaiting()
    {
        var time = new SteppedTime();
        using var first = await StoreLock.TakeAsync(_files, TimeSpan.Zero, time);

        var second = StoreLock.TakeAsync(_files, TimeSpan.FromMilliseconds(120), time);
        var waits = 0;
        while (!second.IsCompleted)
        {
            if (time.Step()) waits++;
        }

        await Assert.ThrowsAsync<StoreInUseException>(() => second);
        Assert.Equal(3, waits);
    }

    [Fact]
    public async Task TakeAsync_Cancelled_StopsWaiting()
    {
        var time = new SteppedTime();
        using var first = await StoreLock.TakeAsync(_files, TimeSpan.Zero, time);
        using var source = new CancellationTokenSource();

        var second = StoreLock.TakeAsync(_files, TimeSpan.FromSeconds(10), time, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task TakeAsync_NoteCannotBeWritten_ReleasesTheLock()
    {
        var disk = new RecordingFileSystem(new PhysicalFileSystem(), _folder.Root)
        {
            Fault = call => call == "replace store.owner" ? new UnauthorizedAccessException() : null,
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => StoreLock.TakeAsync(FilesOf(disk, _folder.Root), TimeSpan.Zero, TimeProvider.System));

        (await TakeAsync()).Dispose();
    }

    [Fact]
    public async Task TakeAsync_DirectoryMissing_IsUnavailable() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => StoreLock.TakeAsync(
                FilesOf(new PhysicalFileSystem(), _folder.PathOf("no")), TimeSpan.Zero, TimeProvider.System));

    private void WriteNote(int processId, DateTimeOffset since) => File.WriteAllText(
        _folder.PathOf("store.owner"),
        string.Create(CultureInfo.InvariantCulture, $$"""{"pid":{{processId}},"host":"{{Environment.MachineName}}","since":{{since.ToUnixTimeSeconds()}},"instance":"0123456789abcdef"}"""));

    private static LockFiles FilesOf(DurableFileSystem disk, string directory) =>
        LockFiles.OfStore(new(disk, directory));

    private Task<StoreLock> TakeAsync() => StoreLock.TakeAsync(_files, TimeSpan.Zero, TimeProvider.System);
}
