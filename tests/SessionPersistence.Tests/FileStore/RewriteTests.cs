using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What a rewrite takes away is kept first; what only looks like an extension is refused.</summary>
public sealed class RewriteTests
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(n => $"m{n}")];

    // WEAKNESSES.md, W-01: 10 → 5 → 3 leaves a backup of 5; the original 10 are gone.
    [Fact]
    public async Task W01_a_second_shrink_keeps_what_was_lost_first()
    {
        await using var rig = await BackupRig.OpenAsync(Ten);

        await rig.RewriteAsync(5, RewriteReason.Undo);
        await rig.RewriteAsync(3, RewriteReason.Undo);

        Assert.Equal(["0: m1 m2 m3 m4 m5 m6 m7 m8 m9 m10", "1: m1 m2 m3 m4 m5"], await rig.GenerationsAsync());
        Assert.Equal(["m1", "m2", "m3"], await rig.TextsAsync());
    }

    [Fact]
    public async Task Rewrite_MoreValuableStateIsLost_TakesTheFirstPlaceAndKeepsTheOther()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("three", "four"));

        await rig.RewriteAsync(0, RewriteReason.Clear);

        Assert.Equal(["0: one three four", "1: one two"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Rewrite_AsManyMessagesWithMoreBytes_AreMoreValuable()
    {
        await using var rig = await BackupRig.OpenAsync("short");
        await rig.RewriteAsync(0, RewriteReason.Edit, "much longer than it was before");

        await rig.RewriteAsync(0, RewriteReason.Edit, "x");

        Assert.Equal(["0: much longer than it was before", "1: short"], await rig.GenerationsAsync());
    }

    // WEAKNESSES.md, W-03: shrink detection is by count only.
    [Fact]
    public async Task W03_a_replacement_of_the_same_length_is_a_loss()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");

        await rig.RewriteAsync(1, RewriteReason.Edit, "other");

        Assert.Equal(["0: one two"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task W03_a_wipe_that_grows_again_past_the_old_length_loses_nothing()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        await rig.RewriteAsync(0, RewriteReason.Edit, "new");
        await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("a", "b", "c", "d"));
        await rig.ReopenAsync();

        await rig.RewriteAsync(0, RewriteReason.Clear);

        Assert.Equal(["0: new a b c d", "1: one two three"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task W03_lost_tool_calls_are_a_loss()
    {
        await using var rig = await BackupRig.OpenAsync();
        var calling = SessionMessage.Parse(
            """{"role":"assistant","content":"","tool_calls":[{"id":"c1"}],"message_id":"m1"}""");
        var session = await rig.Store.CreateAsync(new() { Id = BackupRig.Id, Messages = [calling] });
        var without = SessionMessage.Parse("""{"role":"assistant","content":"","message_id":"m1"}""");

        var refused = await Assert.ThrowsAsync<SessionShrinkException>(() =>
            rig.Store.ExtendAsync(
                BackupRig.Id, [without, SessionMessage.User("more")], session.Revision));
        await rig.Store.RewriteAsync(BackupRig.Id, [without], RewriteReason.Edit, session.Revision);

        Assert.Equal((1, 2, 0), (refused.Stored, refused.Given, refused.FirstDifference));
        Assert.Equal(["c1"], (await rig.Guard.LoadAsync(await rig.GenerationAsync(0)))!.Messages[0].ToolCalls);
    }

    [Fact]
    public async Task Extend_NoExtension_ThrowsAndWritesNothing()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        await rig.Store.CheckpointAsync();
        var session = (await rig.Store.LoadAsync(BackupRig.Id))!;
        var before = rig.Tree;

        var refused = await Assert.ThrowsAsync<SessionShrinkException>(() => rig.Store.ExtendAsync(
            BackupRig.Id, [session.Messages[0], session.Messages[2]], session.Revision));

        Assert.Equal(
            (BackupRig.Id, 3, 2, 1), (refused.SessionId, refused.Stored, refused.Given, refused.FirstDifference));
        Assert.Empty(before.ChangesTo(rig.Tree));
    }

    // WEAKNESSES.md, W-07: the safety net is removed exactly when it is needed. The second of two has to move the
    // first one.
    [Theory]
    [InlineData(CrashOperationKind.CreateFile, ".s1.json.bak.*.tmp")]
    [InlineData(CrashOperationKind.Write, ".s1.json.bak.*.tmp")]
    [InlineData(CrashOperationKind.Flush, ".s1.json.bak.*.tmp")]
    [InlineData(CrashOperationKind.Replace, "s1.json.bak")]
    [InlineData(CrashOperationKind.FlushDirectory, BackupRig.Root)]
    [InlineData(CrashOperationKind.Flush, "*s1.json.bak*")]
    public async Task W07_a_backup_that_cannot_be_made_durable_stops_the_shrink(CrashOperationKind refused, string path)
    {
        foreach (var earlier in new[] { false, true })
        {
            await using var rig = await BackupRig.OpenAsync("one", "two");
            if (earlier) await rig.RewriteAsync(1, RewriteReason.Undo);
            if (earlier) await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("three", "four"));
            await rig.Store.CheckpointAsync();
            var texts = await rig.TextsAsync();
            var document = rig.Bytes("s1.json");
            using (rig.Disk.Fail(new(refused, FaultEffect.NotApplied) { PathPattern = path, Times = int.MaxValue }))
            {
                var error = await Assert.ThrowsAsync<SessionWriteException>(
                    () => rig.RewriteAsync(1, RewriteReason.Undo));

                Assert.Equal(WriteOutcome.NotDone, error.Outcome);
                Assert.Equal(texts, await rig.TextsAsync());
            }

            Assert.Equal(document, rig.Bytes("s1.json"));
            await rig.RewriteAsync(1, RewriteReason.Undo);
            await rig.ReopenAsync();
            Assert.Equal(["one"], await rig.TextsAsync());
            Assert.Equal(earlier ? ["one three four", "one two"] : ["one two"],
                (await rig.GenerationsAsync()).Select(kept => kept[3..]).Distinct());
        }
    }

    // As where a disk has no room left: a rewrite that loses nothing needs no backup.
    [Fact]
    public async Task Rewrite_ThatLosesNothing_NeedsNoBackup()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        using var full = rig.Disk.Fail(new(
            CrashOperationKind.CreateFile, FaultEffect.NotApplied) { PathPattern = "*.bak*", Times = int.MaxValue });

        await rig.RewriteAsync(1, RewriteReason.Edit, "two");

        Assert.Equal(["one", "two"], await rig.TextsAsync());
    }

    // WEAKNESSES.md, W-08: a save of an empty list while a prompt is pending is dropped without an error.
    [Fact]
    public async Task W08_a_rewrite_while_a_turn_is_open_is_refused_aloud()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        var turn = await rig.Store.BeginTurnAsync(BackupRig.Id, BackupRig.Messages("prompt"));

        var refused = await Assert.ThrowsAsync<TurnInProgressException>(() => rig.RewriteAsync(0, RewriteReason.Clear));

        Assert.Equal(turn.Id, refused.OpenTurnId);
        Assert.Equal(["one", "prompt"], await rig.TextsAsync());
    }

    // WEAKNESSES.md, W-10: undo, retry, truncate and clear leave a larger backup, and the next start restores the
    // removed text.
    [Theory]
    [InlineData(RewriteReason.Undo)]
    [InlineData(RewriteReason.Edit)]
    [InlineData(RewriteReason.Clear)]
    [InlineData(RewriteReason.Compaction)]
    public async Task W10_what_was_taken_away_on_purpose_stays_away(RewriteReason reason)
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        await rig.RewriteAsync(1, reason);

        await rig.ReopenAsync();
        await rig.ReopenAsync();

        Assert.Equal(["one"], await rig.TextsAsync());
        Assert.Equal(["0: one two three"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Generation_SaysWhenWhyAndOfWhichRevision()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        rig.Advance(TimeSpan.FromMinutes(5));
        var revision = await rig.RewriteAsync(1, RewriteReason.Compaction);

        var generation = Assert.Single(await rig.Guard.ListAsync(BackupRig.Id));

        Assert.Equal(("s1.json.bak", 0, "compaction", revision - 1, 2),
            (generation.FileName, generation.Number, generation.Reason, generation.Revision, generation.MessageCount));
        Assert.Equal(rig.Time.GetUtcNow(), generation.KeptAt);
        Assert.Equal(rig.Bytes("s1.json.bak").Length, generation.Bytes);
        Assert.True(generation is { IsReadable: true, IsAcknowledged: false, Fault: null });
    }

    [Fact]
    public async Task Rewrite_TooManyGenerations_RemovesTheOldestButNotTheBest()
    {
        await using var rig = await BackupRig.OpenAsync(Ten);
        rig.Options.MaxBackups = 3;
        await rig.ReopenAsync();

        for (var kept = 9; kept >= 4; kept--) await rig.RewriteAsync(kept, RewriteReason.Undo);

        Assert.Equal(["0: m1 m2 m3 m4 m5 m6 m7 m8 m9 m10", "4: m1 m2 m3 m4 m5 m6", "5: m1 m2 m3 m4 m5"],
            await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Rewrite_OldGenerations_GoButNotTheBest()
    {
        await using var rig = await BackupRig.OpenAsync(Ten);
        rig.Options.MaxBackupAge = TimeSpan.FromDays(30);
        await rig.ReopenAsync();
        await rig.RewriteAsync(8, RewriteReason.Undo);
        await rig.RewriteAsync(6, RewriteReason.Undo);
        rig.Advance(TimeSpan.FromDays(31));

        await rig.RewriteAsync(4, RewriteReason.Undo);

        Assert.Equal(["0: m1 m2 m3 m4 m5 m6 m7 m8 m9 m10", "2: m1 m2 m3 m4 m5 m6"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Rewrite_DamagedBest_IsKeptUnderAnotherName()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        await rig.RewriteAsync(2, RewriteReason.Undo);
        rig.Disk.Seed($"{BackupRig.Root}/s1.json.bak", "{\"session_id\":");

        await rig.RewriteAsync(1, RewriteReason.Undo);

        Assert.Equal("{\"session_id\":"u8, rig.Bytes("s1.json.bak.1"));
        Assert.Equal(
            (2, true), ((await rig.GenerationAsync(0)).MessageCount, (await rig.GenerationAsync(0)).IsReadable));
        Assert.False((await rig.GenerationAsync(1)).IsReadable);
    }

    [Fact]
    public async Task Append_Warm_TouchesNoBackupAndReadsNoDocument()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("warm"));
        var before = rig.Disk.OperationCount;

        await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("three"));

        Assert.All(rig.Disk.Trace.Skip(before),
            operation => Assert.Contains("_journal", operation.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rewrite_OfOneSession_ListsNoDirectory()
    {
        await using var rig = await BackupRig.OpenAsync(Ten);
        await rig.RewriteAsync(9, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        var listings = 0;
        rig.Disk.BeforeOperation += operation => listings += operation.Kind == CrashOperationKind.ListDirectory ? 1 : 0;

        await rig.RewriteAsync(8, RewriteReason.Undo);
        await rig.Guard.RestoreAsync(await rig.GenerationAsync(0));

        Assert.Equal(0, listings);
        rig.Disk.ListDirectory("/store");
        Assert.Equal(1, listings);
    }

    // Written in pieces, it may be larger than one call may write.
    [Fact]
    public async Task Restore_MoreThanOneCallWrites_BringsAllBack()
    {
        await using var rig = await BackupRig.OpenAsync();
        rig.Options.MaxRecordBytes = 1024;
        await rig.ReopenAsync();
        await rig.Store.CreateAsync(new() { Id = BackupRig.Id });
        for (var n = 0; n < 20; n++)
            await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages(new string('x', 500)));
        await rig.RewriteAsync(0, RewriteReason.Clear);

        await rig.Guard.RestoreAsync(await rig.GenerationAsync(0));
        await rig.ReopenAsync();

        Assert.Equal(20, (await rig.TextsAsync()).Length);
    }

    // WEAKNESSES.md, W-06: one bad message makes the session unsaveable.
    [Fact]
    public async Task W06_a_lone_surrogate_is_kept_rewritten_and_restored()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        var broken = SessionMessage.Parse("""{"role":"user","content":"\ud83d"}""");
        await rig.Store.AppendAsync(BackupRig.Id, [broken]);

        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Guard.RestoreAsync(await rig.GenerationAsync(0));
        await rig.ReopenAsync();

        Assert.Contains("""{"role":"user","content":"\ud83d",""",
            (await rig.Store.LoadAsync(BackupRig.Id))!.Messages[1].ToString(), StringComparison.Ordinal);
    }
}
