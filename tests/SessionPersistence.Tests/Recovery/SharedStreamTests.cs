using SessionPersistence.Catalog;
using SessionPersistence.Recovery;

namespace SessionPersistence.Tests.Recovery;

/// <summary>Several turns of the reference in one stream, or one turn in several: each prompt is added once, in order,
/// and what had been answered is given to one of them.</summary>
public sealed class SharedStreamTests
{
    private const string Stream = "stream-t-1";

    private readonly RecoveryRig _rig = new();

    [Fact]
    public async Task Repair_FirstPromptIsThere_GivesTheAnswerToThePendingOne()
    {
        _rig["a.json"] = Pending(Stream, "one@1", "first@4");
        Journal(RecoveryRig.Event("submitted", "t-1", 4, "first"));

        await HasAsync("one", "first", "lost", "~well", "!");
    }

    [Fact]
    public async Task Repair_LaterPromptIsThere_GivesTheAnswerToTheOneThatIsLost()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one@1", "second@5");
        Journal(RecoveryRig.Event("submitted", "t-1", 4, "first"), RecoveryRig.Event("submitted", "t-2", 5, "second"));

        await HasAsync("one", "second", "first", "~well", "!");
    }

    [Fact]
    public async Task Repair_PendingTurnThatTheJournalCallsInterrupted_HasTheAnswerAlone()
    {
        _rig["a.json"] = Pending(Stream, "one@1");
        Journal(RecoveryRig.Event("submitted", "t-1", 4, "first"), RecoveryRig.Event("submitted", "t-2", 5.75, "lost"),
            RecoveryRig.Event("interrupted", "t-2", 6));

        await HasAsync("one", "first", "!", "lost", "~well", "!");
    }

    [Fact]
    public async Task Repair_TurnAfterThePendingOne_DoesNotHaveItsAnswerToo()
    {
        _rig["a.json"] = Pending(Stream, "one@1");
        Journal(RecoveryRig.Event("submitted", "t-1", 5.75, "lost"), RecoveryRig.Event("submitted", "t-2", 7, "third"));

        await HasAsync("one", "lost", "~well", "!", "third", "!");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Repair_TurnThatWasRunAgainInAnotherStream_IsAddedOnce(bool isPending)
    {
        _rig["a.json"] = isPending ? Pending("s2", "one@1") : RecoveryRig.Document("a", "one@1");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 4, "lost")
            + RecoveryRig.Event("submitted", "t-1", 5.75, "lost").Replace(Stream, "s2", StringComparison.Ordinal);
        Answer("s2");

        await HasAsync("one", "lost", "~well", "!");
    }

    [Fact]
    public async Task Repair_TurnWithTwoPrompts_HasBoth()
    {
        _rig["a.json"] = Pending(Stream, "one@1");
        Journal(RecoveryRig.Event("submitted", "t-1", 4, "first"), RecoveryRig.Event("submitted", "t-1", 5.75, "lost"));

        await HasAsync("one", "first", "lost", "~well", "!");
    }

    // Each step of a repair asks for it, and to make it all messages are read.
    [Fact]
    public void Plan_OfTheSameContent_IsMadeOnce()
    {
        var plans = new TurnPlans(new([], []));
        var pending = new ForeignPending(Stream, new("\"lost\""u8.ToArray(), default, 0));
        var content = new SessionContent(new() { Id = SessionId.Parse("a") }, []);

        var plan = plans.For(content, pending);

        Assert.Same(plan, plans.For(content, pending));
        Assert.Same(plan, plans.For(content, pending: null));
        Assert.NotSame(plan, plans.For(new(content.Head, []), pending));
    }

    private static string Pending(string stream, params string[] texts) => RecoveryRig.DocumentWith(
        "a", $"\"active_stream_id\":\"{stream}\",\"pending_user_message\":\"lost\",\"pending_attachments\":[],\"pending_started_at\":5.75,", texts);

    // All in one stream.
    private void Journal(params string[] events)
    {
        _rig["_turn_journal/a~1.jsonl"] = string.Concat(events).Replace("stream-t-2", Stream, StringComparison.Ordinal);
        Answer(Stream);
    }

    private void Answer(string stream) =>
        _rig[$"_run_journal/a/{stream}.jsonl"] = """{"seq":1,"event":"token","payload":{"text":"well"}}""" + "\n";

    private async Task HasAsync(params string[] texts)
    {
        var result = await _rig.RepairAsync();

        Assert.Equal(texts, await _rig.TextsAsync("a"));
        Assert.DoesNotContain(result.After.Findings, finding => finding.Category != FindingCategory.Ok);
    }
}
