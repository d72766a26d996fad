namespace SessionPersistence.Tests.Recovery;

public sealed class TurnRecoveryTests
{
    private const string Journal = "_turn_journal/a~1.jsonl";
    private readonly RecoveryRig _rig = new();

    [Fact]
    public async Task Repair_PromptThatIsNotInTheSession_IsAddedWithAMarker()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "a:two@2");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var result = await _rig.RepairAsync();

        var action = Assert.Single(result.Actions);
        Assert.Equal((FindingKinds.PendingTurn, FindingCategory.Repairable, Recommendations.AppendPendingTurn),
            (action.Kind, action.Category, action.Recommendation));
        Assert.Equal((2, "submitted", TurnId.Parse("t-1"), RepairStatus.Repaired),
            (action.LiveMessages, action.Event, action.TurnId, action.Outcome!.Status));
        Assert.Equal((Journal, 0), (action.Path, action.Offset!.Value));
        Assert.Equal(["one", "a:two", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    // WEAKNESSES.md, W-31: what is called repairable is never repaired.
    [Fact]
    public async Task W31_a_second_repair_finds_nothing_and_changes_nothing()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");
        await _rig.RepairAsync();
        var repaired = _rig["a.json"];

        var again = await _rig.RepairAsync();

        Assert.Empty(again.Before.Findings);
        Assert.Equal(repaired, _rig["a.json"]);
    }

    // WEAKNESSES.md, W-18: once the worker has started, the audit sees nothing.
    [Fact]
    public async Task W18_a_turn_whose_worker_had_started_is_found_and_repaired()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost")
            + RecoveryRig.Event("worker_started", "t-1", 6);

        var action = Assert.Single((await _rig.RepairAsync()).Actions);

        Assert.Equal(("worker_started", RepairStatus.Repaired), (action.Event, action.Outcome!.Status));
        Assert.Contains("worker had started", action.Detail, StringComparison.Ordinal);
        Assert.Equal(["one", "lost", "!"], await _rig.TextsAsync("a"));
    }

    // WEAKNESSES.md, W-23: repeating an earlier prompt hides a lost one.
    [Theory]
    [InlineData("continue@1", "a:x@2")]
    [InlineData("continue@5", "a:x@6")]
    public async Task W23_a_repeated_prompt_that_is_lost_is_found(params string[] messages)
    {
        _rig["a.json"] = RecoveryRig.Document("a", messages);
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "continue") + RecoveryRig.Event("completed", "t-1", 7)
            + RecoveryRig.Event("submitted", "t-2", 20, "continue");

        await _rig.RepairAsync();

        Assert.Equal(["continue", "a:x", "continue", "!"], await _rig.TextsAsync("a"));
    }

    // The first of them was taken away again; the second crashed, and the other program added it.
    [Fact]
    public async Task W23_an_ended_turn_does_not_take_the_message_of_a_later_one()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "continue@200");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 100, "continue")
            + RecoveryRig.Event("completed", "t-1", 101) + RecoveryRig.Event("submitted", "t-2", 200.5, "continue");

        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    // The id becomes another in the session; the other program then drops what recovery noted there.
    [Fact]
    public async Task Repair_TurnWithAnIdOfAnyText_IsAddedOnce()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "turn of mine", 5, "lost");
        await _rig.RepairAsync();
        _rig["a.json"] = _rig["a.json"].Replace("recovered_turns", "forgotten", StringComparison.Ordinal);

        Assert.DoesNotContain(
            (await _rig.Scanner.ScanAsync()).Findings, finding => finding.Kind == FindingKinds.PendingTurn);
    }

    [Theory]
    [InlineData(1_765_000_000_000.0)]
    [InlineData(1e300)]
    public async Task Scan_TimeThatIsNone_IsUnknown(double at)
    {
        _rig["a.json"] = RecoveryRig.Document("a", "there@1765000000");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", at, "there");

        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    [Fact]
    public async Task Repair_PromptsThatDifferInHalvesOfCharactersOnly_AreTwo()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "\\ud83d") + RecoveryRig.Event("submitted", "t-1", 6, "\\ud83e");

        await _rig.RepairAsync();

        Assert.Equal(["one", "\ufffd", "\ufffd", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task W23_an_earlier_prompt_of_the_same_words_is_told_apart_by_its_time()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "continue@10", "a:x@11");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-2", 20, "continue");

        Assert.Equal(FindingKinds.PendingTurn, Assert.Single((await _rig.Scanner.ScanAsync()).Findings).Kind);
    }

    [Theory]
    [InlineData("  said ")]
    [InlineData("said")]
    public async Task Scan_PromptThatIsInTheSession_IsNoFinding(string content)
    {
        _rig["a.json"] = RecoveryRig.Document("a", "said@4");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, content);

        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    [Fact]
    public async Task Repair_SeveralTurns_AreAddedInTheirOrder()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-9", 5, "first");
        _rig["_turn_journal/a~2.jsonl"] = RecoveryRig.Event("submitted", "t-1", 6, "second");

        await _rig.RepairAsync();

        Assert.Equal(["one", "first", "!", "second", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_TurnOfASessionWithoutAFile_MakesTheSession()
    {
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var action = Assert.Single((await _rig.RepairAsync()).Actions);

        Assert.Equal((null, RepairStatus.Repaired), (action.LiveMessages, action.Outcome!.Status));
        Assert.Equal(["lost", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_TurnOfASessionThatComesBackFromItsBackup_FollowsItsMessages()
    {
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "a:two");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var result = await _rig.RepairAsync();

        Assert.Equal(
            [FindingKinds.OrphanBackup, FindingKinds.PendingTurn], result.Actions.Select(action => action.Kind));
        Assert.Equal(["one", "a:two", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    // The reference calls it repairable, whatever the file is; nothing is lost by that, and the prompt is not left
    // behind.
    [Fact]
    public async Task Repair_TurnOfADamagedSession_FollowsTheWholeMessagesBeforeTheDamage()
    {
        var damaged = RecoveryRig.Document("a", "one", "two")[..^9];
        _rig["a.json"] = damaged;
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var result = await _rig.RepairAsync();

        Assert.Equal(["one", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Contains(
            _rig.Names, name => name.StartsWith("_quarantine/", StringComparison.Ordinal) && _rig[name] == damaged);
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_TurnOfADamagedSessionThatHasAPendingPromptToo_AddsBoth()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith(
            "a", "\"active_stream_id\":\"s\",\"pending_user_message\":\"pending\",\"pending_started_at\":4,", "one",
            "two")[..^9];
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        var result = await _rig.RepairAsync();

        Assert.Equal(["one", "pending", "!", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Theory]
    [InlineData("""{"session_id":"a","messages":5}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Repair_TurnOfAFileThatHoldsNoMessages_MakesTheSession(string file)
    {
        _rig["a.json"] = file;
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");

        await _rig.RepairAsync();

        Assert.Equal(["lost", "!"], await _rig.TextsAsync("a"));
        Assert.Contains(
            _rig.Names, name => name.StartsWith("_quarantine/", StringComparison.Ordinal) && _rig[name] == file);
    }

    [Fact]
    public async Task Repair_TurnThatWasRecoveredAndThenTakenAway_StaysAway()
    {
        var id = SessionId.Parse("a");
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");
        await using (var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
        {
            var session = (await store.LoadAsync(id))!;
            Assert.Equal(3, session.Messages.Count);
            await store.RewriteAsync(id, [session.Messages[0]], RewriteReason.Undo, session.Revision);
        }

        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
        Assert.Equal(["one"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Scan_TwoEndings_IsACollisionAndNothingMore()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "said");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "said") + RecoveryRig.Event("interrupted", "t-1", 6)
            + RecoveryRig.Event("completed", "t-1", 7);

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.JournalTerminalCollision, FindingCategory.Ok), (finding.Kind, finding.Category));
    }

    [Fact]
    public async Task Repair_SubmittedAgainAfterItsEnding_IsAddedOnceWhenTheSessionLacksIt()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "again") + RecoveryRig.Event("completed", "t-1", 6)
            + RecoveryRig.Event("submitted", "t-1", 7, "again");

        await _rig.RepairAsync();

        Assert.Equal(["one", "again", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Scan_DamagedLines_AreToldWithTheirPlace()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "said");
        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "said") + "%%%\n[1]\n";

        var finding = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.TurnJournalDamagedLine, FindingCategory.Ok, Journal),
            (finding.Kind, finding.Category, finding.Path));
        Assert.Equal(RecoveryRig.Event("submitted", "t-1", 5, "said").Length, finding.Offset);
    }

    [Fact]
    public async Task Repair_LostTurnOfADeletedSession_DoesNotBringItBack()
    {
        var id = SessionId.Parse("a");
        await using (var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time }))
        {
            await store.CreateAsync(new() { Id = id });
            await store.DeleteAsync(id);
        }

        _rig[Journal] = RecoveryRig.Event("submitted", "t-1", 5, "lost");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one");

        var left = Assert.Single((await _rig.Scanner.ScanAsync()).Findings);
        Assert.Equal((FindingKinds.DeletedSessionFile, "a.json.bak"), (left.Kind, left.Path));
        await using var again = new FileSessionStore(
            new() { Directory = RecoveryRig.Root }, new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        Assert.Null(await again.LoadAsync(id));
    }
}
