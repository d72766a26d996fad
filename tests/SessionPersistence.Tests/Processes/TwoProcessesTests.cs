using SessionPersistence.Journal;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Processes;

public sealed class TwoProcessesTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(TwoProcessesTests));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenAsync_AnotherProcessOwnsTheDirectory_NamesIt()
    {
        using var owner = await HostProcess.StartAsync(_folder);
        var holder = StoreLock.ReadOwner(LockFiles.OfStore(new(new PhysicalFileSystem(), _folder.Root)))!;
        await using var second = Store();

        var error = await Assert.ThrowsAsync<StoreInUseException>(() => second.OpenAsync());

        Assert.Equal($"done {owner.Id}", owner.Opening);
        Assert.Equal(owner.Id, error.Owner!.ProcessId);
        Assert.Equal(holder.Since, error.Owner.Since);
        Assert.Equal(Environment.MachineName, error.Owner.Host);
    }

    [Fact]
    public async Task OpenAsync_TwoChildren_OnlyTheFirstOpens()
    {
        using var owner = await HostProcess.StartAsync(_folder);
        using var second = await HostProcess.StartAsync(_folder);

        Assert.StartsWith($"failed {nameof(StoreInUseException)}", second.Opening, StringComparison.Ordinal);
        Assert.Contains($"process {owner.Id} ", second.Opening, StringComparison.Ordinal);
        Assert.Equal("done s", await owner.AskAsync("create s"));
    }

    [Fact]
    public async Task OpenAsync_OwnerWasKilled_OpensAtOnceWithWhatItAcknowledged()
    {
        using var owner = await HostProcess.StartAsync(_folder);
        await owner.AskAsync("create s");
        Assert.Equal("done 2", await owner.AskAsync("append s first"));
        var turn = await owner.AskAsync("begin s question");
        await owner.KillAsync();

        await using var store = Store();
        await store.OpenAsync();

        var session = (await store.LoadAsync(SessionId.Parse("s")))!;
        Assert.Equal(["first", "question"], session.Messages.Take(2).Select(message => message.Text));
        Assert.Equal(turn, $"done {session.Messages[^1].TurnId}");
        Assert.Null(session.OpenTurn);
    }

    [Fact]
    public async Task OpenAsync_OwnerClosed_OpensWithoutFindings()
    {
        using var owner = await HostProcess.StartAsync(_folder);
        await owner.AskAsync("create s");
        await owner.AskAsync("append s first");
        await owner.ExitAsync();

        await using var store = Store();

        Assert.Empty((await store.OpenAsync()).Findings);
    }

    [Fact]
    public async Task LoadAsync_ReadOnlyBesideALiveOwner_SeesWhatItAcknowledged()
    {
        using var owner = await HostProcess.StartAsync(_folder);
        await owner.AskAsync("create s");
        await owner.AskAsync("begin s question");
        await using var reader = Store(StoreAccess.ReadOnly);

        var session = (await reader.LoadAsync(SessionId.Parse("s")))!;

        Assert.Equal(["question"], session.Messages.Select(message => message.Text));
        Assert.NotNull(session.OpenTurn);
        await Assert.ThrowsAsync<StoreReadOnlyException>(
            () => reader.AppendAsync(session.Id, [SessionMessage.User("no")]));
        Assert.Equal("done question", await owner.AskAsync("texts s"));
    }

    private FileSessionStore Store(StoreAccess access = StoreAccess.ReadWrite) =>
        new(new() { Directory = _folder.Root, Access = access, LockTimeout = TimeSpan.Zero });
}
