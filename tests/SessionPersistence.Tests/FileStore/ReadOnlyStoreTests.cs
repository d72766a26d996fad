using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class ReadOnlyStoreTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    private readonly CrashFileSystem _disk = new();

    [Fact]
    public async Task Open_MissingDirectory_ThrowsAndDoesNotMakeIt()
    {
        await using var store = ReadOnly(_disk);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());

        Assert.Null(_disk.FindEntry("/store"));
    }

    [Fact]
    public async Task Load_BesideALiveOwner_MergesDocumentsAndShards()
    {
        await using var owner = await OwnerAsync(_disk);

        await using var store = ReadOnly(_disk);

        Assert.Equal(["document", "shard"], await TextsAsync(store));
    }

    [Fact]
    public async Task Load_AfterAKilledOwner_MergesDocumentsAndShards()
    {
        var owner = await OwnerAsync(_disk);
        var turn = await owner.BeginTurnAsync(Id, [SessionMessage.User("turn")]);
        var disk = _disk.ProcessKill();

        await using var store = ReadOnly(disk);

        Assert.Equal(["document", "shard", "turn"], await TextsAsync(store));
        Assert.Equal(turn.Id, (await store.LoadMetadataAsync(Id))!.OpenTurnId);
        Assert.Single((await store.ListAsync(new())).Items);
    }

    [Fact]
    public async Task FindOpenTurn_BesideALiveOwner_IsAHandleThatOnlyReads()
    {
        await using var owner = await OwnerAsync(_disk);
        var turn = await owner.BeginTurnAsync(Id, [SessionMessage.User("turn")]);
        await turn.AppendAsync([SessionMessage.Assistant("step")]);

        await using var store = ReadOnly(_disk);
        var seen = await store.FindOpenTurnAsync(Id);

        Assert.Equal((turn.Id, null), (seen!.Id, seen.Outcome));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => seen.InterruptAsync("stop"));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => seen.AppendAsync([SessionMessage.Assistant("a")]));
        Assert.Throws<StoreReadOnlyException>(() => seen.ReportText("a"));
        await seen.DisposeAsync();
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]);
    }

    [Fact]
    public async Task Open_AfterAKilledOwner_NeverWritesAByte()
    {
        var owner = await OwnerAsync(_disk);
        await owner.BeginTurnAsync(Id, [SessionMessage.User("turn")]);
        await owner.DeleteAsync((await owner.CreateAsync(new())).Id);
        var disk = _disk.ProcessKill();
        disk.Seed($"/store/{SessionPersistence.Storage.StagingFile.NewName("s1.json")}", "{");
        disk.Seed("/store/bad.json", "{");
        disk.Seed("/store/foreign.json", """{"session_id":"foreign","messages":[]}""");
        var (before, operations) = (DiskTree.Of(disk, "/store"), disk.OperationCount);

        await using (var store = ReadOnly(disk))
        {
            await store.OpenAsync();
            foreach (var item in (await store.ListAsync(new())).Items.Where(item => item.Fault is null))
                await store.LoadAsync(item.Id);
            await foreach (var open in store.ListOpenTurnsAsync()) Assert.Equal(Id, open.SessionId);
        }

        Assert.Empty(before.ChangesTo(DiskTree.Of(disk, "/store")));
        Assert.Equal(operations, disk.OperationCount);
    }

    [Fact]
    public async Task Verbs_ThatWrite_Throw()
    {
        await using (await OwnerAsync(_disk))
        {
        }

        var before = DiskTree.Of(_disk, "/store");
        await using (var store = ReadOnly(_disk))
        {
            Func<Task>[] verbs =
            [
                () => store.CreateAsync(new()),
                () => store.AppendAsync(Id, [SessionMessage.User("a")]),
                () => store.RewriteAsync(Id, [], RewriteReason.Clear, 1),
                () => store.UpdateMetadataAsync(Id, metadata => metadata with { Title = "t" }),
                () => store.DeleteAsync(Id),
                () => store.BeginTurnAsync(Id, [SessionMessage.User("a")]),
                () => store.CheckpointAsync(),
            ];
            foreach (var verb in verbs) await Assert.ThrowsAsync<StoreReadOnlyException>(verb);
        }

        Assert.Empty(before.ChangesTo(DiskTree.Of(_disk, "/store")));
    }

    private static FileSessionStore ReadOnly(CrashFileSystem disk) =>
        new(new() { Directory = "/store", Access = StoreAccess.ReadOnly }, new() { FileSystem = disk });

    private static async Task<FileSessionStore> OwnerAsync(CrashFileSystem disk)
    {
        var owner = new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        await owner.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("document")] });
        await owner.CheckpointAsync();
        await owner.AppendAsync(Id, [SessionMessage.User("shard")]);
        return owner;
    }

    private static async Task<IEnumerable<string>> TextsAsync(FileSessionStore store) =>
        (await store.LoadAsync(Id))!.Messages.Select(message => message.Text);
}
