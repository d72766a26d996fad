using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Processes;

/// <summary>A real process on a real disk whose flushes fail.</summary>
public sealed class FailingFlushProcessTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(FailingFlushProcessTests));

    public void Dispose() => _folder.Dispose();

    [FlushFaultsFact]
    public async Task AppendAsync_FirstFlushFails_IsAcknowledgedFromANewShard()
    {
        using var owner = await StartAsync();
        using (await FlushFaults.AttachAsync(owner.Id, "1"))
            Assert.Equal("done 3", await owner.AskAsync("append s second"));

        Assert.True(Directory.GetFiles(_folder.PathOf("_journal")).Length >= 2);
        Assert.Equal("done 4", await owner.AskAsync("append s third"));
        await owner.KillAsync();

        Assert.Equal(["first", "second", "third"], await TextsAsync());
    }

    [FlushFaultsFact]
    public async Task AppendAsync_AllFlushesFail_IsUnknownAndTheStoreReadOnly()
    {
        using var owner = await StartAsync();
        using (await FlushFaults.AttachAsync(owner.Id, "1+"))
        {
            Assert.Equal($"failed {nameof(SessionWriteException)} {WriteOutcome.Unknown}",
                await owner.AskAsync("append s second"));
        }

        Assert.StartsWith($"failed {nameof(StoreReadOnlyException)}", await owner.AskAsync("append s third"),
            StringComparison.Ordinal);
        Assert.Equal("done first", await owner.AskAsync("texts s"));
        await owner.ExitAsync();

        Assert.Equal("first", (await TextsAsync())[0]);
        Assert.DoesNotContain("third", await TextsAsync());
    }

    [FailingDeviceFact]
    public async Task AppendAsync_DeviceKeepsNothing_IsNotAcknowledgedAndReadsGoOn()
    {
        using var device = FailingDevice.Mount();
        await using var store = new FileSessionStore(
            new() { Directory = Path.Combine(device.Root, "store") }, new() { TimeProvider = new SteppedTime() });
        var id = (await store.CreateAsync(new())).Id;
        var acknowledged = 0;
        SessionWriteException? error = null;
        while (error is null)
        {
            try
            {
                await store.AppendAsync(id, [SessionMessage.User(new('x', 200_000))]);
                acknowledged++;
            }
            catch (SessionWriteException e)
            {
                error = e;
            }
        }

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Equal(acknowledged, (await store.LoadAsync(id))!.Messages.Count);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => store.AppendAsync(id, [SessionMessage.User("more")]));
    }

    private async Task<HostProcess> StartAsync()
    {
        var owner = await HostProcess.StartAsync(_folder);
        await owner.AskAsync("create s");
        await owner.AskAsync("append s first");
        return owner;
    }

    private async Task<string[]> TextsAsync()
    {
        await using var store = new FileSessionStore(new() { Directory = _folder.Root, LockTimeout = TimeSpan.Zero });
        return [.. (await store.LoadAsync(SessionId.Parse("s")))!.Messages.Select(message => message.Text)];
    }
}
