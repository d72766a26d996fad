using static SessionPersistence.StateDbOutcomeKind;

namespace SessionPersistence.Tests.StateDb;

public sealed class StateDbReconcilerTests
{
    [Fact]
    public async Task Reconcile_MissingDocuments_MakesThemInTheOrderOfTheRows()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("b", "one", "two").With("a", "three");

        var outcomes = await rig.RunAsync();

        Assert.Equal(
            [("b", Materialised, 2L), ("a", Materialised, 1L)], outcomes.Select(o => (o.Id, o.Kind, o.Messages)));
        Assert.Equal(["a.json", "b.json"], rig.Names());
    }

    [Fact]
    public async Task Reconcile_Twice_IsAsOnce()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one").With("empty");
        await rig.RunAsync();
        var before = rig.Read("a.json");

        var outcomes = await rig.RunAsync();

        Assert.Equal([("a", AlreadyThere), ("empty", NoMessages)], outcomes.Select(o => (o.Id, o.Kind)));
        Assert.Equal(before, rig.Read("a.json"));
    }

    [Fact]
    public async Task Reconcile_EachRow_HasExactlyOneOutcome()
    {
        var rig = new ReconcileRig();
        for (var i = 0; i < 700; i++) rig.StateDb.With($"s{i}", i % 7 == 0 ? [] : ["one"]);

        var outcomes = await rig.RunAsync();

        Assert.Equal(Enumerable.Range(0, 700).Select(i => $"s{i}"), outcomes.Select(o => o.Id));
        Assert.All(outcomes, (outcome, i) => Assert.Equal(i % 7 == 0 ? NoMessages : Materialised, outcome.Kind));
        Assert.Equal(600, rig.Names().Length);
    }

    [Fact]
    public async Task Reconcile_MoreThanTheStoreReads_Fails()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", new string('x', 4096)).With("b", "one");
        var reconciler = new StateDbReconciler(
            ReconcileRig.Root, rig.StateDb, new() { FileSystem = rig.Disk, TimeProvider = rig.Time })
        {
            MaxDocumentBytes = 4096,
        };

        var outcomes = await reconciler.ReconcileAsync().ToListAsync();

        Assert.Equal([Failed, Materialised], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal(["b.json"], rig.Names());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new StateDbReconciler("/store", rig.StateDb) { MaxDocumentBytes = 0 });
    }

    [Fact]
    public async Task Reconcile_ExistingDocument_IsNeverTouched()
    {
        var rig = new ReconcileRig();
        const string Document = """{"session_id": "a", "title": "mine", "messages": []}""";
        rig.Seed("a.json", Document);
        rig.StateDb.With("a", "one", "two");

        Assert.Equal(AlreadyThere, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(Document, rig.Read("a.json"));
    }

    [Fact]
    public async Task Reconcile_RowsNewerThanTheTruncationWatermark_AreNotAhead()
    {
        var rig = new ReconcileRig();
        const string Document = """{"session_id": "a", "title": "cut", "truncation_watermark": 100.0, "truncation_boundary": 100.0, "messages": [{"role": "user", "content": "one", "timestamp": 100.0}]}""";
        rig.Seed("a.json", Document);
        rig.StateDb.With("a", "one", "taken back", "taken back too");

        Assert.Equal(AlreadyThere, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(Document, rig.Read("a.json"));
    }

    [Fact]
    public async Task Reconcile_DocumentThatAppearsMeanwhile_Wins()
    {
        var rig = new ReconcileRig();
        const string Document = """{"session_id": "a", "messages": []}""";
        rig.StateDb.With("a", "one");
        rig.StateDb.BeforeMessage = _ => rig.Seed("a.json", Document);

        Assert.Equal(AppearedMeanwhile, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(Document, rig.Read("a.json"));
        Assert.Equal(["a.json"], rig.Names());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"session_id\": \"a\", \"messages\": [{\"ro")]
    [InlineData("not JSON")]
    [InlineData("[1, 2]")]
    public async Task W35_A_file_that_is_no_session_does_not_pass_for_one(string content)
    {
        var rig = new ReconcileRig();
        rig.Seed("a.json", content);
        rig.StateDb.With("a", "one");

        Assert.Equal(NameHeld, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(content, rig.Read("a.json"));
    }

    [Fact]
    public async Task W35_A_torn_file_that_appears_meanwhile_does_not_pass_for_a_session()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        rig.StateDb.BeforeMessage = _ => rig.Seed("a.json", "");

        Assert.Equal(NameHeld, Assert.Single(await rig.RunAsync()).Kind);
    }

    [Fact]
    public async Task W35_A_document_and_its_name_are_flushed_before_the_outcome_is_given()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");

        await foreach (var outcome in rig.Reconciler.ReconcileAsync())
        {
            var calls = rig.Disk.Calls.SkipWhile(call => call != "create .a.json.*.tmp").ToList();
            Assert.Equal(["create .a.json.*.tmp", "write .a.json.*.tmp", "flush .a.json.*.tmp", "publish a.json",
                "flush directory ."], calls);
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("_index")]
    [InlineData(".hidden")]
    [InlineData("con")]
    [InlineData("a..b")]
    [InlineData("a\0b")]
    [InlineData(" a ")]
    [InlineData("")]
    public async Task W32_An_unsafe_id_names_no_file(string id)
    {
        var rig = new ReconcileRig();
        rig.StateDb.With(new StateDbSession { Id = id, Messages = 1 },
            () => throw new InvalidOperationException("Nobody may ask.")).With("good", "one");

        var outcomes = await rig.RunAsync();

        Assert.Equal([(id, UnsafeId), ("good", Materialised)], outcomes.Select(o => (o.Id, o.Kind)));
        Assert.Null(outcomes[0].SessionId);
        Assert.Equal(["good.json"], rig.Names());
        Assert.DoesNotContain(rig.Disk.Calls, call => call.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task W44_A_disk_without_hard_links_takes_documents_all_the_same()
    {
        var rig = new ReconcileRig();
        rig.Disk.HasHardLinks = false;
        rig.StateDb.With("a", "one");

        Assert.Equal(Materialised, Assert.Single(await rig.RunAsync()).Kind);
        Assert.DoesNotContain(rig.Disk.Calls, call =>
            call.StartsWith("link ", StringComparison.Ordinal) && call.EndsWith(".json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task W42_The_number_of_questions_does_not_grow_with_that_of_the_sessions()
    {
        var rig = new ReconcileRig();
        for (var i = 0; i < 1000; i++) rig.StateDb.With($"s{i}", "one");

        await rig.RunAsync();

        Assert.Equal((1, 4), rig.StateDb.Questions);
    }

    [Fact]
    public async Task Reconcile_EachBatch_FlushesTheDirectoryOnce()
    {
        var rig = new ReconcileRig();
        for (var i = 0; i < 600; i++) rig.StateDb.With($"s{i}", "one");

        await rig.RunAsync();

        var flushes = rig.Disk.Calls.SkipWhile(call => !call.StartsWith("publish s", StringComparison.Ordinal))
            .Count(call => call == "flush directory .");
        Assert.Equal(3, flushes);
    }

    [Fact]
    public async Task W12_A_claimed_number_of_messages_that_is_wrong_is_told_and_not_believed()
    {
        var rig = new ReconcileRig();
        rig.StateDb
            .With(FakeStateDb.Row("a") with { Messages = 2, ClaimedMessages = 7 },
                () => [SessionMessage.User("one"), SessionMessage.User("two")])
            .With(FakeStateDb.Row("b") with { Messages = 1 }, () => [SessionMessage.User("one")]);

        var outcomes = await rig.RunAsync();

        Assert.Equal([("a", 2L, 7L), ("b", 1L, null)], outcomes.Select(o => (o.Id, o.Messages, o.ClaimedMessages)));
        await using var store = await rig.OpenAsync();
        Assert.Equal(2, (await store.LoadMetadataAsync(SessionId.Parse("a")))!.MessageCount);
        Assert.Equal(1, (await store.LoadMetadataAsync(SessionId.Parse("b")))!.MessageCount);
    }

    [Fact]
    public async Task Materialise_EmptyRow_MakesItBecauseAPersonAsked()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a").With("b");

        var outcome = await rig.Reconciler.MaterialiseAsync(SessionId.Parse("a"));

        Assert.Equal((Materialised, 0L), (outcome.Kind, outcome.Messages));
        Assert.Equal(["a.json"], rig.Names());
        await using var store = await rig.OpenAsync();
        Assert.Equal("t-a", (await store.LoadAsync(SessionId.Parse("a")))!.Metadata.Title);
    }

    [Fact]
    public async Task Materialise_OneRow_ReadsThatOne()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one").With("b", "two");

        Assert.Equal((Materialised, 1L), await KindOfAsync("b"));
        Assert.Equal((AlreadyThere, 1L), await KindOfAsync("b"));
        Assert.Equal((NoRow, 0L), await KindOfAsync("c"));
        Assert.Equal(["b.json"], rig.Names());

        async Task<(StateDbOutcomeKind, long)> KindOfAsync(string id)
        {
            var outcome = await rig.Reconciler.MaterialiseAsync(SessionId.Parse(id));
            return (outcome.Kind, outcome.Messages);
        }
    }

    [Fact]
    public async Task Reconcile_RowThatTheDiskRefuses_FailsAloneAndLeavesNothing()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one").With("b", "two").With("c", "three");
        rig.Disk.Fault = call => call == "write .b.json.*.tmp" ? new IOException("No space left on device.") : null;

        var outcomes = await rig.RunAsync();

        Assert.Equal([("a", Materialised), ("b", Failed), ("c", Materialised)], outcomes.Select(o => (o.Id, o.Kind)));
        Assert.Contains("No space left", outcomes[1].Detail, StringComparison.Ordinal);
        Assert.Equal(["a.json", "c.json"], rig.Names());
    }

    [Fact]
    public async Task Reconcile_DirectoryThatCannotBeFlushed_SaysOfNoDocumentThatItIsThere()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one").With("b");
        var published = false;
        rig.Disk.Fault = call =>
        {
            published |= call == "publish a.json";
            return published && call == "flush directory ." ? new IOException("Input/output error.") : null;
        };

        var outcomes = await rig.RunAsync();

        Assert.Equal([("a", Failed), ("b", NoMessages)], outcomes.Select(o => (o.Id, o.Kind)));
    }

    [Fact]
    public async Task Reconcile_DatabaseThatBreaksOff_GivesTheRowsBeforeTheirOutcomes()
    {
        var rig = new ReconcileRig();
        for (var i = 0; i < 10; i++) rig.StateDb.With($"s{i}", "one");
        rig.StateDb.BeforeSession = i =>
        {
            if (i == 5) throw new StateDbUnavailableException(new(StateDbCondition.Corrupt, "Torn."));
        };
        var outcomes = new List<StateDbOutcome>();

        var thrown = await Assert.ThrowsAsync<StateDbUnavailableException>(async () =>
        {
            await foreach (var outcome in rig.Reconciler.ReconcileAsync()) outcomes.Add(outcome);
        });

        Assert.Equal(StateDbCondition.Corrupt, thrown.State.Condition);
        Assert.Equal(Enumerable.Repeat(Materialised, 5), outcomes.Select(o => o.Kind));
        Assert.Equal(5, rig.Names().Length);
    }

    [Fact]
    public async Task Reconcile_MessagesThatBreakOff_MakeNoHalfDocument()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one", "two").With("b", "three", "four").With("c", "five");
        rig.StateDb.BeforeMessage = message =>
        {
            if (message.Message.Text == "four")
                throw new StateDbUnavailableException(new(StateDbCondition.Corrupt, "Torn."));
        };

        var outcomes = await rig.RunAsync();

        Assert.Equal([("a", Materialised), ("b", Failed), ("c", Failed)], outcomes.Select(o => (o.Id, o.Kind)));
        Assert.Equal(["a.json"], rig.Names());
    }

    [Fact]
    public async Task Reconcile_MessagesBeyondWhatADocumentMayHold_FailsAlone()
    {
        var rig = new ReconcileRig();
        var text = new string('x', 1 << 20);
        rig.StateDb
            .With(FakeStateDb.Row("large") with { Messages = 300 },
                () => Enumerable.Range(0, 300).Select(_ => SessionMessage.User(text)))
            .With("small", "one");

        var outcomes = await rig.RunAsync();

        Assert.Equal([("large", Failed), ("small", Materialised)], outcomes.Select(o => (o.Id, o.Kind)));
        Assert.Equal(["small.json"], rig.Names());
    }

    [Fact]
    public async Task Reconcile_TwoRowsOfOneId_MakesOneDocument()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one").With("a", "one");

        Assert.Equal([Materialised, AlreadyThere], (await rig.RunAsync()).Select(o => o.Kind));
    }

    [Fact]
    public async Task Reconcile_BesideAnOpenStore_IsRefused()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        await using var store = await rig.OpenAsync();
        rig.Time.Advance(TimeSpan.Zero);

        var running = rig.RunAsync();
        while (!running.IsCompleted)
        {
            // The next wait may not have begun yet: what follows the last one runs on the pool.
            if (!rig.Time.Step()) await Task.Yield();
        }

        var thrown = await Assert.ThrowsAsync<StoreInUseException>(() => running);
        Assert.Equal(Environment.ProcessId, thrown.Owner!.ProcessId);
        Assert.Empty(rig.Names());
    }

    [Fact]
    public async Task Reconcile_ThatIsNotFinished_ReleasesTheLock()
    {
        var rig = new ReconcileRig();
        for (var i = 0; i < 300; i++) rig.StateDb.With($"s{i}", "one");

        await foreach (var outcome in rig.Reconciler.ReconcileAsync()) break;

        await using var store = await rig.OpenAsync();
        Assert.NotNull(await store.LoadAsync(SessionId.Parse("s0")));
    }

    [Fact]
    public async Task Two_reconciliations_at_once_make_each_document_once_and_whole()
    {
        const int Sessions = 300;
        var rig = new ReconcileRig();
        await rig.RunAsync();
        var first = new FakeStateDb();
        var second = new FakeStateDb();
        for (var i = 0; i < Sessions; i++)
        {
            first.With($"s{i}", "one", "two");
            second.With($"s{i}", "one", "two");
        }

        var outcomes = await Task.WhenAll(rig.RunUnlockedAsync(first, 4), rig.RunUnlockedAsync(second, 4));

        Assert.All(outcomes[0].Zip(outcomes[1]), pair =>
        {
            Assert.Single((StateDbOutcomeKind[])[pair.First.Kind, pair.Second.Kind], Materialised);
            Assert.Single((StateDbOutcomeKind[])[pair.First.Kind, pair.Second.Kind],
                kind => kind is AlreadyThere or AppearedMeanwhile);
        });
        Assert.Equal(Sessions, rig.Names().Length);
        await using var store = await rig.OpenAsync();
        for (var i = 0; i < Sessions; i++)
            Assert.Equal(2, (await store.LoadAsync(SessionId.Parse($"s{i}")))!.Messages.Count);
    }
}
