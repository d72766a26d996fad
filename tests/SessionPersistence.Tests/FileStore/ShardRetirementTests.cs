using SessionPersistence.Testing;
using SessionPersistence.Tests.Journal;

namespace SessionPersistence.Tests.FileStore;

/// <summary>With shards that are full after one batch, so that every write rotates.</summary>
public sealed class ShardRetirementTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new(maxShardBytes: 1);

    public async Task InitializeAsync() => await _rig.OpenAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Settle_DocumentsCoverEverything_RemovesAllShardsButTheLast()
    {
        var id = await _rig.CreateAsync("s");
        for (var n = 1; n <= 5; n++) await _rig.AppendAsync(id, $"{n}");
        Assert.Equal(["1", "2", "3", "4", "5", "6"], _rig.JournalNames());

        _rig.Settle();
        await _rig.AppendAsync(id, "6");
        _rig.Settle();

        Assert.True(_rig.JournalNames().Length <= 2, string.Join(' ', _rig.JournalNames()));
        await _rig.KillAndOpenAsync();
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await _rig.TextsAsync(id));
    }

    [Fact]
    public async Task Settle_SeveralShards_RemovesThemOldestFirstAndFlushesBetween()
    {
        var id = await _rig.CreateAsync("s");
        for (var n = 1; n <= 5; n++) await _rig.AppendAsync(id, $"{n}");

        _rig.Settle();

        var operations = _rig.Disk.Trace
            .SkipWhile(
                operation => operation.Kind != CrashOperationKind.Delete || !operation.Matches(StoreRig.AnyShard))
            .Where(operation => operation.Matches(StoreRig.AnyShard)
                ? operation.Kind == CrashOperationKind.Delete
                : operation.Matches("/store/_journal"))
            .ToList();
        var deletions = operations.Where(operation => operation.Kind == CrashOperationKind.Delete)
            .Select(operation => operation.Path).ToList();
        Assert.True(deletions.Count >= 5);
        Assert.Equal(deletions.Order(StringComparer.Ordinal), deletions);
        Assert.All(operations.Zip(operations.Skip(1)), pair =>
            Assert.False(
                pair.First.Kind == CrashOperationKind.Delete && pair.Second.Kind == CrashOperationKind.Delete));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settle_SomebodyTookADocumentAway_KeepsTheShardsOfItsSessionAndRemovesOthers(bool leavesLink)
    {
        var id = SessionId.Parse("gone");
        await _rig.Store.CreateAsync(new() { Id = id, Messages = [SessionMessage.User("1")] });
        _rig.Settle();
        _rig.Disk.DeleteFile("/store/gone.json");
        if (leavesLink) _rig.Disk.SeedLink("/store/gone.json", "/elsewhere");
        var other = await _rig.CreateAsync("other");
        for (var n = 1; n <= 6; n++) await _rig.AppendAsync(other, $"{n}");
        await _rig.AppendAsync(id, "2");

        for (var steps = 0; steps < 30; steps++) _rig.Step();

        Assert.Contains("1", _rig.JournalNames());
        Assert.DoesNotContain("3", _rig.JournalNames());
        _rig.Disk.DeleteFile("/store/gone.json");
        await _rig.KillAndOpenAsync();
        Assert.Equal(["1", "2"], await _rig.TextsAsync(id));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await _rig.TextsAsync(other));
    }

    [Fact]
    public async Task Settle_NoRoomToCarryAStep_TheTurnKeepsIt()
    {
        var id = await _rig.CreateAsync("open");
        var other = await _rig.CreateAsync("other");
        var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("question")]);
        var step = SessionMessage.Parse($$"""
            {"role":"assistant","content":"{{new string('x', 200_000)}}","message_id":"m1","tool_calls":[{"id":"c1","function":{"name":"f","arguments":""} } ] }
            """);
        var revision = (await turn.AppendAsync([step])).Revision;
        await _rig.AppendAsync(other, "ends the shard");
        var isRead = false;
        _rig.Disk.BeforeOperation += operation =>
        {
            if (isRead || operation.Kind != CrashOperationKind.OpenFile || !operation.Matches(StoreRig.AnyShard))
                return;
            isRead = true;
            _rig.Disk.FreeSpace = 0;
        };

        _rig.Advance(TimeSpan.FromSeconds(5));

        Assert.True(isRead, "no shard was read to be carried");
        _rig.Disk.FreeSpace = null;
        Assert.Equal(revision, (await turn.AppendAsync([step])).Revision);
        await turn.InterruptAsync("test");
        var texts = (await _rig.Store.LoadAsync(id))!.Messages;
        Assert.Single(texts, message => message.Id == "m1");
        Assert.Single(texts, message => message.ToolCallId == "c1");
    }

    [Fact]
    public async Task Settle_TurnIsOpen_CarriesItWithItsPartialText()
    {
        var id = await _rig.CreateAsync("open");
        var other = await _rig.CreateAsync("other");
        var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("question")]);
        turn.ReportText("half an ");
        _rig.Settle();
        turn.ReportText("answer");
        _rig.Settle();
        for (var n = 1; n <= 5; n++)
        {
            await _rig.AppendAsync(other, $"{n}");
            _rig.Settle();
        }

        Assert.DoesNotContain("3", _rig.JournalNames());
        var report = await _rig.LosePowerAndOpenAsync();

        Assert.Contains(
            report.Findings, finding => finding.Kind == FindingKinds.TurnInterrupted && finding.TurnId == turn.Id);
        Assert.Equal(["question", "half an answer"], (await _rig.TextsAsync(id))[..2]);
        Assert.Equal(3, (await _rig.TextsAsync(id)).Length);
    }

    [Fact]
    public async Task Settle_DocumentCannotBeWritten_CarriesItsRecords()
    {
        var id = await _rig.CreateAsync("stuck");
        var other = await _rig.CreateAsync("other");
        using (_rig.Disk.Fail(
            new(CrashOperationKind.Write) { PathPattern = "/store/.stuck.json.*", Times = int.MaxValue }))
        {
            for (var n = 1; n <= 4; n++)
            {
                await _rig.AppendAsync(id, $"{n}");
                await _rig.AppendAsync(other, $"{n}");
            }

            for (var steps = 0; steps < 30; steps++) _rig.Step();
        }

        Assert.DoesNotContain("1", _rig.JournalNames());
        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["1", "2", "3", "4"], await _rig.TextsAsync(id));
        Assert.Equal(["1", "2", "3", "4"], await _rig.TextsAsync(other));
    }

    [Fact]
    public async Task Settle_CarriedRecordsAreRefused_KeepsTheShard()
    {
        var id = await _rig.CreateAsync("s");
        await _rig.AppendAsync(id, "1");
        using (_rig.Disk.Fail(new(CrashOperationKind.Write) { PathPattern = "/store/.s.json.*", Times = int.MaxValue }))
        using (_rig.Disk.Fail(
            new(CrashOperationKind.CreateFile) { PathPattern = StoreRig.AnyShard, Times = int.MaxValue }))
        {
            for (var steps = 0; steps < 10; steps++) _rig.Step();
        }

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["1"], await _rig.TextsAsync(id));
    }

    [Fact]
    public async Task Settle_TwoSessionsShareALife_CarriesBoth()
    {
        var id = await _rig.CreateAsync("s");
        await _rig.AppendAsync(id, "1");
        await _rig.Store.DisposeAsync();
        _rig.Disk.Seed("/store/copy.json", Testing.Disk.Bytes(_rig.Disk, "/store/s.json"));
        await _rig.OpenAsync();
        var copy = SessionId.Parse("copy");
        using (_rig.Disk.Fail(new(CrashOperationKind.Write) { PathPattern = "/store/.*.json.*", Times = int.MaxValue }))
        {
            // Adopted one after the other, then both in the batch of one shard.
            await _rig.AppendAsync(copy, "2");
            var hanging = _rig.Disk.Fail(
                new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = StoreRig.AnyShard });
            var leading = Task.Run(() => _rig.AppendAsync(id, "3"));
            Assert.True(await Task.Run(() => hanging.WaitUntilStruck(JournalRig.Patience)));
            Task[] together = [leading, _rig.AppendAsync(id, "4"), _rig.AppendAsync(copy, "5")];
            hanging.Release();
            await Task.WhenAll(together).WaitAsync(JournalRig.Patience);
            var shared = _rig.JournalNames()[^1];
            await _rig.AppendAsync(id, "6");
            for (var steps = 0; steps < 10; steps++) _rig.Step();
            Assert.DoesNotContain(shared, _rig.JournalNames());
        }

        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(["1", "3", "4", "6"], await _rig.TextsAsync(id));
        Assert.Equal(["1", "2", "5"], await _rig.TextsAsync(copy));
    }

    [Fact]
    public async Task OpenAsync_ManyRotationsKillsAndReopenings_LosesNothing()
    {
        var ids = new[] { await _rig.CreateAsync("a"), await _rig.CreateAsync("b"), await _rig.CreateAsync("c") };
        for (var round = 0; round < 12; round++)
        {
            foreach (var id in ids.Take(1 + (round % 3))) await _rig.AppendAsync(id, $"{round}");
            if (round % 2 == 0) _rig.Settle();
            await ((round % 4) switch
            {
                0 => _rig.ReopenAsync(),
                1 => _rig.KillAndOpenAsync(),
                _ => _rig.LosePowerAndOpenAsync(),
            });
        }

        for (var n = 0; n < ids.Length; n++)
        {
            var expected = Enumerable.Range(0, 12).Where(round => round % 3 >= n).Select(round => $"{round}");
            Assert.Equal(expected, await _rig.TextsAsync(ids[n]));
        }

        Assert.True(_rig.JournalNames().Length <= 2, string.Join(' ', _rig.JournalNames()));
    }

    [Fact]
    public async Task OpenAsync_DeletedSessionInManyShards_StaysDeleted()
    {
        var id = await _rig.CreateAsync("s");
        for (var n = 1; n <= 3; n++) await _rig.AppendAsync(id, $"{n}");
        await _rig.Store.DeleteAsync(id);
        _rig.Settle();

        await _rig.KillAndOpenAsync();

        Assert.Null(await _rig.Store.LoadAsync(id));
        await Assert.ThrowsAsync<SessionDeletedException>(() => _rig.CreateAsync("s"));
    }
}
