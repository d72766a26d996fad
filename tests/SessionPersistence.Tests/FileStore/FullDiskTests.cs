using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private readonly List<string> _acknowledged = [];
    private SessionId _id;
    private SessionId _other;
    private Turn _turn = null!;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("filled");
        _other = await _rig.CreateAsync("other");
        _turn = await _rig.Store.BeginTurnAsync(_other, [SessionMessage.User("question")]);
        _rig.Disk.FreeSpace = 0;
        var error = await Assert.ThrowsAsync<SessionWriteException>(FillAsync);
        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task AppendAsync_DiskIsFull_KeepsWhatWasAcknowledged()
    {
        Assert.NotEmpty(_acknowledged);
        Assert.Equal(_acknowledged, await _rig.TextsAsync(_id));

        _rig.Disk.FreeSpace = null;
        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(_acknowledged, await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task AppendAsync_DiskIsFull_PoisonsNothing()
    {
        Assert.Equal(0, _rig.PoisonedShards);
        Assert.Equal(0, _rig.Log.CountOf(EventIds.JournalShardPoisoned));
        Assert.NotEqual(0, _rig.Log.CountOf(EventIds.JournalRoomRefused));

        _rig.Disk.FreeSpace = null;
        await _rig.AppendAsync(_id, "again");

        Assert.Equal(_acknowledged.Append("again"), await _rig.TextsAsync(_id));
    }

    [Fact]
    public async Task DeleteAsync_DiskIsFull_StillWorks()
    {
        Assert.True(await _rig.Store.DeleteAsync(_id));

        _rig.Disk.FreeSpace = null;
        await _rig.LosePowerAndOpenAsync();

        Assert.Null(await _rig.Store.LoadAsync(_id));
    }

    [Fact]
    public async Task CompleteAsync_DiskIsFull_StillWorks()
    {
        await _turn.CompleteAsync([SessionMessage.Assistant("answer")]);

        _rig.Disk.FreeSpace = null;
        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["question", "answer"], await _rig.TextsAsync(_other));
    }

    [Fact]
    public async Task Settle_DiskIsFull_LosesNothing()
    {
        for (var steps = 0; steps < 50; steps++) _rig.Step();

        Assert.Equal(_acknowledged, await _rig.TextsAsync(_id));
        _rig.Disk.FreeSpace = null;
        await _rig.AppendAsync(_id, "again");
        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(_acknowledged.Append("again"), await _rig.TextsAsync(_id));
    }

    private async Task FillAsync()
    {
        while (true)
        {
            var text = new string((char)('a' + (_acknowledged.Count % 26)), 10_000);
            await _rig.AppendAsync(_id, text);
            _acknowledged.Add(text);
        }
    }

    [Fact]
    public async Task DisposeAsync_OneTurnCannotBeEnded_EndsTheOthersAndWritesDocumentsAndIndex()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var large = await rig.Store.BeginTurnAsync(await rig.CreateAsync("a"), [SessionMessage.User("question")]);
        await rig.Store.BeginTurnAsync(await rig.CreateAsync("b"), [SessionMessage.User("question")]);
        large.ReportText(new('x', 900_000));

        // The room for what the first one says last.
        using (rig.Disk.Fail(new(CrashOperationKind.Write) { PathPattern = StoreRig.AnyShard }))
            await rig.Store.DisposeAsync();

        Assert.Equal(1, rig.Log.CountOf(EventIds.CloseIncomplete));
        Assert.Equal(2, rig.TextsOfDocument(SessionId.Parse("b")).Length);
        Assert.Contains(
            "\"b\"", System.Text.Encoding.UTF8.GetString(rig.Bytes("_index.json")), StringComparison.Ordinal);
    }
}
