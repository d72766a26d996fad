using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

public sealed class TurnJournalTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task OpenAsync_Fresh_MakesTheDirectoryAndFindsNothing()
    {
        var journal = await _rig.OpenAsync();

        Assert.Empty(journal.Report.Findings);
        Assert.Empty(journal.PendingTurns);
        Assert.Equal(StoreStatus.Healthy, journal.Health.Status);
        Assert.Equal(["journal.lock", "journal.owner"],
            _rig.Disk.ListDirectory(TurnJournalRig.Directory).Select(entry => entry.Name).Order());
    }

    [Fact]
    public async Task AppendAsync_Event_SurvivesTheLossOfPower()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1, "Find a ryokan"));

        var journal = await _rig.LosePowerAndOpenAsync();

        var pending = Assert.Single(journal.PendingTurns);
        Assert.Equal((A, Turn(1)), (pending.SessionId, pending.TurnId));
        Assert.Equal("Find a ryokan", Assert.Single(pending.Events).Event.Content?.Text);
    }

    [Fact]
    public async Task PendingTurns_TurnThatEnded_IsNotThere()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 3);
        await _rig.AppendAsync(A, Submitted(4) with { StreamId = "s4" });
        await _rig.AppendAsync(A, new(TurnEventNames.WorkerStarted) { TurnId = Turn(4) });
        await _rig.AppendAsync(B, Submitted(1));

        var journal = await _rig.KillAndOpenAsync();

        Assert.Equal(["a t4 s4 2", "b t1  1"],
            journal.PendingTurns.Select(turn => $"{turn.SessionId} {turn.TurnId} {turn.StreamId} {turn.Events.Count}"));
    }

    [Fact]
    public async Task ReadAsync_SeveralSessions_GivesEachItsOwnInOrder()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 2);
        await _rig.DoTurnsAsync(B, 1, 1);
        await _rig.DoTurnsAsync(A, 3, 1);

        Assert.Equal(["submitted t1", "completed t1", "submitted t2", "completed t2", "submitted t3", "completed t3"],
            await _rig.EventsAsync(A));
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(B));
        Assert.Empty(await _rig.EventsAsync(SessionId.Parse("nobody")));
    }

    [Fact]
    public async Task AppendAsync_AfterReopening_GoesOnWithItsRevisions()
    {
        await _rig.OpenAsync();
        var before = await _rig.DoTurnsAsync(A, 1, 2);
        await _rig.ReopenAsync();
        await _rig.ReopenAsync();

        var record = await _rig.AppendAsync(A, Submitted(3));

        Assert.True(record.Revision > before);
        Assert.Equal(5, (await _rig.EventsAsync(A)).Count);
        Assert.Empty(_rig.Journal.Report.Findings);
    }

    [Fact]
    public async Task OpenAsync_Held_ThrowsWithTheHolder()
    {
        await _rig.OpenAsync();

        var error = await Assert.ThrowsAsync<StoreInUseException>(() => TurnJournal.OpenAsync(
            TurnJournalRig.Directory,
            new() { LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }));

        Assert.Equal(Environment.ProcessId, error.Owner?.ProcessId);
    }

    [Fact]
    public async Task OpenAsync_JournalOfAStore_IsRefused()
    {
        await using (var store = new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
            await store.CreateAsync(new());

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => TurnJournal.OpenAsync(
                "/store/_journal", null, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }));

        Assert.Contains("FileSessionStore", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_StoreWithAShardOfAStandaloneJournal_IsRefused()
    {
        await using (var journal = await TurnJournal.OpenAsync(
            "/store/_journal", null, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
            await journal.AppendAsync(A, Submitted(1));
        await using var store = new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync());

        Assert.Contains("TurnJournal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NewerFormat_IsRefusedAndNotTouched()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var path = _rig.PathOf(1);
        await _rig.Journal.DisposeAsync();
        SomeTurnShard.Reseal(
            _rig.Disk, path, line => line.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));
        var before = Testing.Disk.Text(_rig.Disk, path);

        var error = await Assert.ThrowsAsync<UnsupportedFormatException>(_rig.OpenAsync);

        Assert.Equal(2, error.Format);
        Assert.Equal(before, Testing.Disk.Text(_rig.Disk, path));
    }

    [Fact]
    public async Task OpenAsync_ShardThatCannotBeRead_IsReadOnly()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.Journal.DisposeAsync();
        using (_rig.Disk.Fail(new(SessionPersistence.Testing.CrashOperationKind.OpenFile) { PathPattern = AnyShard }))
            await _rig.OpenAsync();

        Assert.Equal(FindingKinds.JournalUnreadable, Assert.Single(_rig.Journal.Report.Findings).Kind);
        Assert.Equal(StoreStatus.ReadOnly, _rig.Journal.Health.Status);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(A, Completed(1)));
    }

    [Fact]
    public async Task DisposeAsync_Twice_ReleasesTheLockOnce()
    {
        var first = await _rig.OpenAsync();
        await first.DisposeAsync();
        await _rig.OpenAsync();

        await first.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first.AppendAsync(A, Submitted(1)));
        await _rig.AppendAsync(A, Submitted(1));
    }

    [Theory]
    [InlineData("9223372036854775807-0123456789abcdef.jsonl")]
    [InlineData("99999999999999999999-0123456789abcdef.jsonl")]
    [InlineData("notes.jsonl")]
    public async Task OpenAsync_NameThatIsNoShards_IsToldAndLeftAlone(string name)
    {
        _rig.Disk.Seed($"{TurnJournalRig.Directory}/{name}", "mine");

        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));

        var finding = Assert.Single(_rig.Journal.Report.Findings);
        Assert.Equal((FindingKinds.ForeignFile, name), (finding.Kind, finding.Path));
        Assert.Equal([1L], _rig.Shards());
        Assert.Equal("mine", Testing.Disk.Text(_rig.Disk, $"{TurnJournalRig.Directory}/{name}"));
    }
}
