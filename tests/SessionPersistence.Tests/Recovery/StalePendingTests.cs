namespace SessionPersistence.Tests.Recovery;

/// <summary>Session files of the reference that say that a turn is under way, when nobody works on it.</summary>
public sealed class StalePendingTests
{
    private const string Pending =
        "\"active_stream_id\":\"stream-t-1\",\"pending_user_message\":\"lost\",\"pending_attachments\":[{\"name\":\"a.png\"}],\"pending_started_at\":5.75,\"pending_user_source\":\"webui\",";

    private readonly RecoveryRig _rig = new();

    [Fact]
    public async Task Repair_PendingPrompt_BecomesAMessageWithItsAttachmentsAndTheFieldsAreCleared()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one@1", "a:two@2");

        var action = Assert.Single((await _rig.RepairAsync()).Actions);

        Assert.Equal((FindingKinds.StalePendingMessage, RepairStatus.Repaired), (action.Kind, action.Outcome!.Status));
        Assert.Equal(["one", "a:two", "lost", "!"], await _rig.TextsAsync("a"));
        var document = _rig["a.json"];
        Assert.Contains("\"content\":\"lost\",\"attachments\":[{\"name\":\"a.png\"}],\"timestamp\":5,", document,
            StringComparison.Ordinal);
        Assert.Contains("\"_recovered\":true", document, StringComparison.Ordinal);
        foreach (var cleared in new[] { "\"active_stream_id\": null", "\"pending_user_message\": null",
            "\"pending_attachments\": []", "\"pending_started_at\": null", "\"pending_user_source\": null" })
        {
            Assert.Contains(cleared, document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Repair_PromptThatIsAMessageAlready_IsNotAddedAgain()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one@1", "lost@5");

        await _rig.RepairAsync();

        Assert.Equal(["one", "lost", "!"], await _rig.TextsAsync("a"));
    }

    // As the reference compares it: the last thing that the user said, apart from white space.
    [Theory]
    [InlineData("\"two  words\\nhere\"", "two words here")]
    [InlineData("[{\"type\":\"text\",\"text\":\"look\"},{\"type\":\"image\"}]", "look")]
    public async Task Repair_PromptThatIsTheLastMessageInOtherSpacing_IsNotAddedAgain(string content, string prompt)
    {
        _rig["a.json"] = $$"""{"session_id":"a","active_stream_id":"s","pending_user_message":"{{prompt}}","pending_started_at":5.75,"messages":[{"role":"user","content":{{content}}}]}""";

        await _rig.RepairAsync();

        Assert.Equal(2, (await _rig.TextsAsync("a")).Length);
    }

    // The time of the message is that of an earlier look at the clock.
    [Fact]
    public async Task Repair_PromptThatIsTheLastMessageALittleEarlier_IsNotAddedAgain()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one@1", "lost@4");

        await _rig.RepairAsync();

        Assert.Equal(["one", "lost", "!"], await _rig.TextsAsync("a"));
    }

    // The journal has it, and knows its message.
    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("5.75")]
    public async Task Repair_AnsweredPromptOfATurnThatTheJournalCallsCompleted_IsNotAddedAgain(string started)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a",
            Pending.Replace("5.75", started, StringComparison.Ordinal), "one@1", "lost@5", "a:done@6");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5.75, "lost")
            + RecoveryRig.Event("completed", "t-1", 6);

        await _rig.RepairAsync();

        Assert.Equal(["one", "lost", "a:done"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_PromptThatTheJournalHasInOtherSpacing_IsAddedOnce()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a",
            Pending.Replace("\"lost\"", "\"two  words\"", StringComparison.Ordinal), "one@1");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5.75, "two words");

        await _rig.RepairAsync();

        Assert.Equal(["one", "two words", "!"], await _rig.TextsAsync("a"));
    }

    [Theory]
    [InlineData("null", "lost", "a:done")]
    [InlineData("0", "lost@5", "a:done@6")]
    [InlineData("6.75", "lost@5", "a:done@6")]
    [InlineData("5.75", "lost", "a:done")]
    public async Task Repair_PromptThatRepeatsAnAnsweredOne_IsAdded(string started, params string[] messages)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a",
            Pending.Replace("5.75", started, StringComparison.Ordinal), messages);

        await _rig.RepairAsync();

        Assert.Equal(["lost", "a:done", "lost", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_PartialAnswerThatIsThereAlready_IsNotAddedAgain()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "lost@5").Replace("}]}",
            """},{"role":"assistant","content":"well","_partial":true}]}""", StringComparison.Ordinal);
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5.75, "lost");
        _rig["_run_journal/a/stream-t-1.jsonl"] = """{"seq":1,"event":"token","payload":{"text":"well"}}""" + "\n";

        await _rig.RepairAsync();

        Assert.Equal(["lost", "~well", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_SamePromptInTheJournal_IsAddedOnce()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one@1");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5.75, "lost");
        _rig["_run_journal/a/stream-t-1.jsonl"] = """{"seq":1,"event":"token","payload":{"text":"well"}}""" + "\n";

        var result = await _rig.RepairAsync();

        Assert.Equal(
            [FindingKinds.StalePendingMessage, FindingKinds.PendingTurn], result.Actions.Select(action => action.Kind));
        Assert.Equal(["one", "lost", "~well", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_AnotherPromptOfTheSameStreamInTheJournal_IsAddedToo()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one@1");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 4, "first");
        _rig["_run_journal/a/stream-t-1.jsonl"] = """{"seq":1,"event":"token","payload":{"text":"well"}}""" + "\n";

        var result = await _rig.RepairAsync();

        Assert.Equal(["one", "first", "~well", "!", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_TwoTurnsOfOneStream_GivesTheAnswerToTheLast()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 4, "first")
            + RecoveryRig.Event("submitted", "t-2", 5, "second")
                .Replace("stream-t-2", "stream-t-1", StringComparison.Ordinal);
        _rig["_run_journal/a/stream-t-1.jsonl"] = """{"seq":1,"event":"token","payload":{"text":"well"}}""" + "\n";

        await _rig.RepairAsync();

        Assert.Equal(["one", "first", "!", "second", "~well", "!"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_TurnsOfTheJournalBeforeThePendingOne_AreAddedBeforeIt()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith(
            "a", Pending.Replace("stream-t-1", "stream-t-2", StringComparison.Ordinal), "one@1");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 3, "first")
            + RecoveryRig.Event("submitted", "t-2", 5.75, "lost") + RecoveryRig.Event("submitted", "t-3", 7, "third");

        var result = await _rig.RepairAsync();

        Assert.Equal(["one", "first", "!", "lost", "!", "third", "!"], await _rig.TextsAsync("a"));
        Assert.Equal(4, result.Actions.Count(action => action.Outcome!.Status == RepairStatus.Repaired));
        Assert.Empty(result.After.Findings);
    }

    [Fact]
    public async Task Repair_TurnThatTheJournalCallsCompleted_IsOnlyCleared()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "lost@5", "a:answer@6");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5.75, "lost")
            + RecoveryRig.Event("completed", "t-1", 7);

        await _rig.RepairAsync();

        Assert.Equal(["lost", "a:answer"], await _rig.TextsAsync("a"));
    }

    [Fact]
    public async Task Repair_BackupIsRestoredOverIt_KeepsThePrompt()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending);
        _rig["a.json.bak"] = RecoveryRig.DocumentWith(
            "a", "\"active_stream_id\":\"old\",\"pending_user_message\":\"older\",", "one@1", "a:two@2");

        var result = await _rig.RepairAsync();

        Assert.Equal([FindingKinds.ShrunkenLive, FindingKinds.StalePendingMessage],
            result.Actions.Select(action => action.Kind));
        Assert.Equal(["one", "a:two", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }

    [Theory]
    [InlineData("\"active_stream_id\":\"s\",\"pending_user_message\":\"  \",")]
    [InlineData("\"active_stream_id\":null,\"pending_user_message\":\"lost\",")]
    [InlineData("\"active_stream_id\":\"s\",\"pending_user_message\":\"lost\",\"pre_compression_snapshot\":true,")]
    public async Task Scan_WithoutAPromptAndAStream_IsNoFinding(string members)
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", members, "one");

        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    [Fact]
    public async Task Scan_BesideAnOwner_LeavesWhatIsUnderWay()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one");
        await using var owner = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly },
            new() { FileSystem = _rig.Disk, TimeProvider = _rig.Time });
        Assert.Contains(
            (await owner.OpenAsync()).Findings, finding => finding.Kind == FindingKinds.StalePendingMessage);

        Assert.Empty((await _rig.Scanner.ScanAsync()).Findings);
    }

    // WEAKNESSES.md, W-50: reads that write.
    [Fact]
    public async Task W50_neither_a_scan_nor_a_store_that_reads_writes_anything()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith("a", Pending, "one");
        _rig["a.json.bak"] = RecoveryRig.Document("a", "one", "two");
        _rig["b.json"] = "{";
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5, "lost");
        var before = _rig.Disk.Dump();

        _rig.Deep = true;
        Assert.NotEmpty((await _rig.Scanner.ScanAsync()).Findings);
        Assert.Equal(["one"], await _rig.TextsAsync("a"));

        Assert.Equal(before, _rig.Disk.Dump());
    }

    [Fact]
    public async Task Repair_Salvage_KeepsThePromptOfADamagedFileToo()
    {
        var damaged = RecoveryRig.DocumentWith("a", Pending, "one", "a:two", "three")[..^10];
        _rig["a.json"] = damaged;

        var result = await _rig.RepairAsync(new() { Salvage = true });

        Assert.Equal(damaged, _rig["_quarantine/a.1.json"]);
        Assert.Equal(["one", "a:two", "lost", "!"], await _rig.TextsAsync("a"));
        Assert.Empty(result.After.Findings);
    }
}
