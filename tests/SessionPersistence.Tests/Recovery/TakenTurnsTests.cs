namespace SessionPersistence.Tests.Recovery;

/// <summary>A prompt that hermes-webui's journal has without an ending, which gateway turns keep for ever, came back
/// after this store had taken it from the session on purpose.</summary>
public sealed class TakenTurnsTests
{
    private static readonly SessionId Id = SessionId.Parse("a");
    private readonly RecoveryRig _rig = new();

    [Theory]
    [InlineData(RewriteReason.Clear, 0)]
    [InlineData(RewriteReason.Undo, 2)]
    [InlineData(RewriteReason.Compaction, 1)]
    public async Task Open_AfterAWriteThatTookThePromptAway_LeavesItAway(RewriteReason reason, int kept)
    {
        await SeedAsync();
        await using (var store = NewStore())
        {
            var session = (await store.LoadAsync(Id))!;
            await store.RewriteAsync(Id, [.. session.Messages.Take(kept)], reason, session.Revision);
        }

        await IsAsync(kept, "hi", "a:yo");
    }

    // Its text stands between two others, too.
    [Fact]
    public async Task Open_TurnWithTheIdOfASeparator_IsNoted()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", "\"recovered_turns\":[\"x\",\"y\"],", "hi@1", "a:yo@2", "taken@3");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", ",", 3, "taken");
        await using (var store = NewStore())
        {
            var session = (await store.LoadAsync(Id))!;
            await store.RewriteAsync(Id, [.. session.Messages.Take(2)], RewriteReason.Undo, session.Revision);
        }

        await IsAsync(2, "hi", "a:yo");
    }

    [Fact]
    public async Task Open_AfterARestoreThatTookThePromptAway_LeavesItAway()
    {
        await SeedAsync();
        await using (var store = NewStore())
        {
            var session = (await store.LoadAsync(Id))!;
            var undone = (await store.RewriteAsync(
                Id, [.. session.Messages.Take(2)], RewriteReason.Undo, session.Revision)).Revision;
            await store.ExtendAsync(Id, [.. session.Messages, SessionMessage.User("more")], undone);
            var guard = store.Backups;
            await guard.RestoreAsync((await guard.ListAsync(Id))[0]);
            await store.RewriteAsync(Id, [], RewriteReason.Clear, (await store.LoadMetadataAsync(Id))!.Revision);
        }

        await IsAsync(0);
    }

    [Fact]
    public async Task Open_AfterAClear_StillAddsAPromptThatWasLostAnyway()
    {
        await SeedAsync();
        await using (var store = NewStore())
        {
            await store.OpenAsync();
            _rig["_turn_journal/a~2.jsonl"] = RecoveryRig.Event("submitted", "t-9", 50, "new");
            await store.RewriteAsync(Id, [], RewriteReason.Clear, (await store.LoadMetadataAsync(Id))!.Revision);
        }

        await using (var again = NewStore()) await again.OpenAsync();

        Assert.Equal(["new", "!"], await _rig.TextsAsync("a"));
    }

    private async Task SeedAsync()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "hi@1", "a:yo@2", "taken@3", "a:x@4");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 1, "hi")
            + RecoveryRig.Event("submitted", "t-2", 3, "taken");
        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    private async Task IsAsync(int count, params string[] texts)
    {
        await using (var again = NewStore()) Assert.Equal(RecoveryStatus.Ok, (await again.OpenAsync()).Status);

        Assert.Equal(texts.Take(count), await _rig.TextsAsync("a"));
        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    private FileSessionStore NewStore() =>
        new(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
}
